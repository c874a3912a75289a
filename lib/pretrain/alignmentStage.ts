import { tf, tidy } from '../engine';
import { crossEntropy, IGNORED_LABEL, type Tokenizer } from '../language';
import { constant, type Parameters, type Random } from '../nn';
import { contrastLoss, similarityScale, unitRows } from './contrast';
import type { StoredFeatures } from './features';
import { hardNegatives } from './hardNegatives';
import type { JointQFormer } from './jointQFormer';
import { type EpochLog, type LoopSettings, padRows, trainLoop } from './loop';

export interface AlignmentStage {
  qformer: JointQFormer;
  /** Those of the QFormer. */
  parameters: Parameters;
  tokenizer: Tokenizer;
  features: Pick<StoredFeatures, 'rows'>;
  /** Captions of each picture, in the order of the features. */
  captions: readonly (readonly string[])[];
  random: Random;
  onEpoch?: (log: EpochLog) => void;
}

/** Tokens of a caption that are read, its first mark included. */
export const ALIGNED_TOKENS = 22;

/** Ids of T5's tokenizer that captions do not use: one marks a whole text, the other one that is written. */
const marks = { whole: 2, written: 0 };

export type AlignmentBatch = {
  /** [B, M, D] */
  instances: tf.Tensor3D;
  /** A mark and the caption: int32 [B, T]; `written` has another mark. */
  whole: tf.Tensor2D;
  written: tf.Tensor2D;
  /** [B, T] */
  mask: tf.Tensor2D;
  /** What follows each token of `written`: int32 [B, T]. */
  next: tf.Tensor2D;
};

/**
 * The first stage of BLIP-2's pretraining (Sec. 3.2) on stored embeddings of pictures: the QFormer learns to bring forth
 * what a text says, by contrast, matching with hard negatives, and writing the text after the queries.
 */
export async function trainAlignment(settings: LoopSettings, stage: AlignmentStage): Promise<EpochLog[]> {
  const { qformer, parameters, captions, random, onEpoch } = stage;
  const logScale = parameters.root().parameter('log_scale', [], constant(Math.log(14)));
  const negatives = random.child('negatives');
  return trainLoop<AlignmentBatch>(settings, {
    weights: [...parameters.entries()],
    stepsPerEpoch: Math.floor(captions.length / settings.batch),
    batches: (epoch) => batchesOf(settings.batch, stage, random.child(`epoch ${epoch}`)),
    losses: (batch) => alignmentLosses(qformer, batch, similarityScale(logScale), negatives),
    onEpoch,
  });
}

/** The three losses, of equal weight. @param scale on similarities */
export function alignmentLosses(qformer: JointQFormer, batch: AlignmentBatch, scale: tf.Tensor, negatives: Random) {
  const { instances, whole, written, mask, next } = batch;
  // Queries do not see the text here, so that one pass serves the contrast and the writing.
  const { queries, text } = qformer.readBoth(instances, written, mask, 'causal');
  const writing = crossEntropy(qformer.nextTokens(text), next);
  const similarities = tf.mul(similaritiesOf(qformer, queries, qformer.readText(whole, mask)), scale) as tf.Tensor2D;
  const contrast = contrastLoss(similarities);
  const matching = matchingLoss(qformer, batch, similarities, negatives);
  return { total: tf.addN([contrast, matching, writing]) as tf.Scalar, contrast, matching, writing };
}

/** The best of the queries counts. @param queries [B, R, D] @param text [B, T, D] @returns [B pictures, B texts] */
export function similaritiesOf(qformer: JointQFormer, queries: tf.Tensor3D, text: tf.Tensor3D): tf.Tensor2D {
  return tidy(() => {
    const [batch, count] = queries.shape;
    const first = tf.slice(text, [0, 0, 0], [batch, 1, text.shape[2]]);
    const texts = tf.reshape(unitRows(qformer.project(first, 'text')), [batch, -1]); // [B, space]
    const rows = tf.reshape(unitRows(qformer.project(queries, 'query')), [batch * count, -1]);
    const products = tf.reshape(tf.matMul(rows, texts, false, true), [batch, count, batch]);
    return tf.max(products, 1) as tf.Tensor2D;
  });
}

/**
 * Pairs and non-pairs, queries and text seeing each other. The first half of the batch are pairs; of the second half,
 * every picture meets a text that is not its own but likely.
 */
function matchingLoss(
  qformer: JointQFormer,
  { instances, whole, mask }: AlignmentBatch,
  similarities: tf.Tensor2D,
  negatives: Random,
): tf.Scalar {
  return tidy(() => {
    const batch = whole.shape[0];
    const half = Math.floor(batch / 2);
    const own = tf.range(0, half, 1, 'int32');
    const others = tf.slice(hardNegatives(similarities, negatives), [half], [batch - half]);
    const texts = tf.concat([own, tf.cast(others, 'int32')]) as tf.Tensor1D;
    const chosen = tf.gather(whole, texts) as tf.Tensor2D;
    const { queries } = qformer.readBoth(instances, chosen, tf.gather(mask, texts) as tf.Tensor2D, 'all');
    const labels = tf.concat([tf.ones([half], 'int32'), tf.zeros([batch - half], 'int32')]);
    return crossEntropy(qformer.match(queries), labels);
  });
}

function* batchesOf(batch: number, stage: AlignmentStage, random: Random): Generator<AlignmentBatch> {
  const { captions, features, tokenizer } = stage;
  const order = random.shuffle(captions.map((_, i) => i));
  for (let first = 0; first + batch <= order.length; first += batch) {
    const some = order.slice(first, first + batch);
    const texts = some.map((i) => captions[i]![random.integer(captions[i]!.length)]!);
    yield { instances: features.rows(some), ...alignmentTexts(tokenizer, texts) };
  }
}

/** Captions as the stage reads them. */
export function alignmentTexts(tokenizer: Tokenizer, captions: readonly string[]): Omit<AlignmentBatch, 'instances'> {
  const length = ALIGNED_TOKENS;
  const end = tokenizer.end!;
  const texts = captions.map((text) => tokenizer.encode(text, { specialTokens: false }).slice(0, length - 1));
  const padded = (rows: number[][], filler: number) => padRows(rows, { length, filler, side: 'right' });
  const ones = padded(
    texts.map((text) => [1, ...text.map(() => 1)]),
    0,
  );
  const mask = tidy(() => tf.cast(ones, 'float32')) as tf.Tensor2D;
  ones.dispose();
  return {
    whole: padded(
      texts.map((text) => [marks.whole, ...text]),
      0,
    ),
    written: padded(
      texts.map((text) => [marks.written, ...text]),
      0,
    ),
    mask,
    next: padded(
      texts.map((text) => [...text, end]),
      IGNORED_LABEL,
    ),
  };
}
