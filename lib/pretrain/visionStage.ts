import { tf, tidy } from '../engine';
import type { Tokenizer } from '../language';
import { constant, Linear, normal, Parameters, type Random } from '../nn';
import type { ImageProcessor, VisionTransformer } from '../vision';
import { contrastLoss, similarityScale, unitRows, wordLoss } from './contrast';
import { keyPhrases } from './keywordTask';
import { type EpochLog, type LoopSettings, padRows, trainLoop } from './loop';
import { type CaptionedPicture, shiftAtRandom } from './scenes';
import { TextEncoder } from './textEncoder';

export interface VisionTraining extends LoopSettings {
  /** Width of the space in which pictures and texts meet. */
  space: number;
  /** Layers of the text's encoder. */
  textLayers: number;
  /** Weight of the contrast with single words. */
  wordWeight: number;
  /** Most pixels by which a picture is moved. */
  shift: number;
  /**
   * Factor on the matrices that the transformer starts with: deviations of 0.02 are made for wide models, and narrow ones
   * learn faster from about 1/sqrt(D).
   */
  startScale: number;
}

export interface VisionStage {
  vision: Pick<VisionTransformer, 'forward'>;
  width: number;
  processor: ImageProcessor;
  tokenizer: Tokenizer;
  weights: readonly (readonly [string, tf.Variable])[];
  pictures: readonly CaptionedPicture[];
  random: Random;
  onEpoch?: (log: EpochLog) => void;
}

type VisionBatch = { pixels: tf.Tensor4D; ids: tf.Tensor2D; mask: tf.Tensor2D; present: tf.Tensor2D };

/** Tokens of a caption that are read. */
export const CAPTION_TOKENS = 24;

/** A word that fewer pictures have is not on the list. */
const FEWEST_PICTURES = 20;

/**
 * Trains a vision transformer by contrast of pictures and texts: whole captions against those of other pictures, and
 * single words, which a patch may tell alone (the largest of the patches' scores counts, smoothly).
 */
export async function trainVision(settings: VisionTraining, stage: VisionStage): Promise<EpochLog[]> {
  const { vision, width, tokenizer, pictures, random, weights, onEpoch } = stage;
  const words = commonWords(pictures);
  const wordsIn = indexWords(pictures, words);
  for (const [, matrix] of weights.filter(([, { rank }]) => rank === 2)) {
    tidy(() => matrix.assign(tf.mul(matrix, settings.startScale)));
  }
  const heads = new Parameters(random.seed);
  const scope = heads.root();
  const { space, textLayers: layers } = settings;
  const text = new TextEncoder(scope.child('text'), {
    ...{ vocabulary: tokenizer.size, width, layers, heads: Math.max(1, width / 32), positions: CAPTION_TOKENS },
  });
  const projections = {
    image: new Linear(scope.child('image_projection'), width, space, { bias: false }),
    text: new Linear(scope.child('text_projection'), width, space, { bias: false }),
    words: new Linear(scope.child('words'), width, words.length, { weight: normal(0.02) }),
  };
  const logScale = scope.parameter('log_scale', [], constant(Math.log(10)));
  const bias = scope.parameter('word_bias', [words.length], constant(-7)); // words are rare, and many patches add up

  const losses = ({ pixels, ids, mask, present }: VisionBatch) => {
    const { lastHiddenState, pooled } = vision.forward(pixels);
    const images = unitRows(projections.image.forward(pooled));
    const texts = unitRows(projections.text.forward(text.forward(ids, mask)));
    const similarities = tf.mul(tf.matMul(images, texts, false, true), similarityScale(logScale)) as tf.Tensor2D;
    const contrast = contrastLoss(similarities);
    const scores = tf.logSumExp(projections.words.forward(lastHiddenState), 1); // [B, words]
    const word = wordLoss(tf.add(scores, bias) as tf.Tensor2D, present);
    return { total: tf.add(contrast, tf.mul(word, settings.wordWeight)) as tf.Scalar, contrast, word };
  };
  try {
    return await trainLoop<VisionBatch>(settings, {
      weights: [...weights, ...heads.entries()],
      stepsPerEpoch: Math.floor(pictures.length / settings.batch),
      batches: (epoch) => batchesOf(settings, stage, wordsIn, random.child(`epoch ${epoch}`)),
      losses,
      onEpoch,
    });
  } finally {
    heads.dispose();
  }
}

function* batchesOf(
  { batch, shift }: VisionTraining,
  { pictures, processor, tokenizer }: VisionStage,
  wordsIn: WordIndex,
  random: Random,
): Generator<VisionBatch> {
  const order = random.shuffle([...pictures]);
  for (let first = 0; first + batch <= order.length; first += batch) {
    const some = order.slice(first, first + batch);
    yield tidy(() => ({
      pixels: processor.pixelValues(some.map(({ image }) => shiftAtRandom(image, shift, random))),
      ...textTensors(
        tokenizer,
        some.map(({ captions }) => captions[random.integer(captions.length)]!),
      ),
      present: presentWords(some, wordsIn),
    }));
  }
}

/** Captions as ids, and which of them count. */
export function textTensors(tokenizer: Tokenizer, captions: readonly string[]) {
  const rows = captions.map((caption) => tokenizer.encode(caption));
  const ones = rows.map((row) => row.map(() => 1));
  const ids = padRows(rows, { length: CAPTION_TOKENS, filler: tokenizer.padding ?? 0, side: 'right' });
  const marks = padRows(ones, { length: CAPTION_TOKENS, filler: 0, side: 'right' });
  const mask = tidy(() => tf.cast(marks, 'float32')) as tf.Tensor2D;
  marks.dispose();
  return { ids, mask };
}

const wordsOf = ({ captions }: CaptionedPicture) =>
  new Set(captions.flatMap(keyPhrases).flatMap((phrase) => phrase.split(' ')));

/** The words that many pictures have in their captions, in the order of the alphabet. */
export function commonWords(pictures: readonly CaptionedPicture[], fewest = FEWEST_PICTURES): string[] {
  const counts = new Map<string, number>();
  for (const picture of pictures) {
    for (const word of wordsOf(picture)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts.keys()].filter((word) => counts.get(word)! >= fewest).sort();
}

/** Which words of a list each picture's captions have, by their places; found once, for all epochs. */
interface WordIndex {
  count: number;
  places: ReadonlyMap<CaptionedPicture, readonly number[]>;
}

function indexWords(pictures: readonly CaptionedPicture[], words: readonly string[]): WordIndex {
  const placeOf = new Map(words.map((word, place) => [word, place]));
  const places = pictures.map(
    (picture) => [picture, [...wordsOf(picture)].flatMap((word) => placeOf.get(word) ?? [])] as const,
  );
  return { count: words.length, places: new Map(places) };
}

function presentWords(pictures: readonly CaptionedPicture[], { count, places }: WordIndex): tf.Tensor2D {
  const present = new Float32Array(pictures.length * count);
  pictures.forEach((picture, i) => {
    for (const place of places.get(picture)!) present[i * count + place] = 1;
  });
  return tf.tensor2d(present, [pictures.length, count]);
}
