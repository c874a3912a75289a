import { tf, tidy } from '../engine';
import { IGNORED_LABEL, type LanguageModel, type Tokenizer } from '../language';
import type { Random } from '../nn';
import { makeTask } from './keywordTask';
import { type EpochLog, type LoopSettings, padRows, trainLoop } from './loop';

/** The text before captions that visual prompts meet in BLIP-2. */
export const CAPTION_PROMPT = 'a photo of';

export interface LanguageTraining extends LoopSettings {
  /** Noise on the embeddings of what is read, as a share of their size: visual prompts are no words, either. */
  noise: number;
}

/** Two sizes of examples, so that a compiled step has two shapes: most texts are short. */
const shapes = [
  { prompt: 28, label: 28 },
  { prompt: 64, label: 64 },
] as const;

interface Example {
  prompt: number[];
  label: number[];
}

type LanguageBatch = { ids: tf.Tensor2D; mask: tf.Tensor2D; labels: tf.Tensor2D };

export interface LanguageStage {
  language: LanguageModel;
  tokenizer: Tokenizer;
  /** Id before a caption without a text before it. */
  beginToken: number;
  weights: readonly (readonly [string, tf.Variable])[];
  texts: readonly string[];
  random: Random;
  onEpoch?: (log: EpochLog) => void;
}

/** Teaches a language model to write texts from what it reads, as an encoder or as the beginning of what it goes on from. */
export async function trainLanguage(settings: LanguageTraining, stage: LanguageStage): Promise<EpochLog[]> {
  const { language, texts, random, weights, onEpoch } = stage;
  const noise = random.child('noise');
  const plan = (epoch: number) => planBatches(stage, settings.batch, random.child(`epoch ${epoch}`));
  const losses = ({ ids, mask, labels }: LanguageBatch) => {
    const embeddings = withNoise(language.embed(ids), settings.noise, noise) as tf.Tensor3D;
    return { total: language.loss({ embeddings, mask }, labels).loss };
  };
  return trainLoop<LanguageBatch>(settings, {
    weights,
    stepsPerEpoch: Math.ceil(texts.length / settings.batch) + 1,
    batches: (epoch) => plan(epoch),
    losses,
    onEpoch,
  });
}

/** x + noise: uniform, with a deviation of `share` times the root mean square of x. */
function withNoise(x: tf.Tensor, share: number, random: Random): tf.Tensor {
  return tidy(() => {
    const size = tf.sqrt(tf.mean(tf.square(x)));
    const uniform = tf.sub(tf.mul(random.uniformTensor(x.shape), 2), 1);
    return tf.add(x, tf.mul(tf.mul(size, share * Math.sqrt(3)), uniform));
  });
}

/** The examples of an epoch in batches of one shape each, in random order. */
function* planBatches(stage: LanguageStage, batch: number, random: Random): Generator<LanguageBatch> {
  const examples = random.shuffle([...stage.texts]).map((text) => makeExample(stage, text, random));
  const fits = ({ prompt, label }: Example) =>
    prompt.length <= shapes[0].prompt && label.length <= shapes[0].label ? 0 : 1;
  const batches = shapes.flatMap((shape, size) => {
    const of = examples.filter((example) => fits(example) === size);
    return Array.from({ length: Math.floor(of.length / batch) }, (_, i) => ({
      shape,
      examples: of.slice(i * batch, (i + 1) * batch),
    }));
  });
  for (const { shape, examples: some } of random.shuffle(batches)) yield tensorsOf(stage.language, some, shape);
}

function makeExample({ tokenizer, language, beginToken }: LanguageStage, text: string, random: Random): Example {
  const { source, target } = makeTask(text, random);
  const prompted = random.uniform() < 0.4;
  const glue = prompted && language.continuesPrompt ? ' ' : '';
  const read = tokenizer.encode(source, { specialTokens: false });
  const asked = prompted ? tokenizer.encode(CAPTION_PROMPT) : [beginToken];
  const prompt = [...read.slice(0, shapes[1].prompt - asked.length), ...asked];
  const label = [...tokenizer.encode(glue + target, { specialTokens: false }), language.tokens.end];
  return { prompt, label };
}

function tensorsOf(
  language: LanguageModel,
  examples: readonly Example[],
  shape: (typeof shapes)[number],
): LanguageBatch {
  const side = language.continuesPrompt ? 'left' : 'right';
  const prompts = examples.map(({ prompt }) => prompt);
  const labels = examples.map(({ label }) => label);
  const ones = prompts.map((prompt) => prompt.map(() => 1));
  return {
    ids: padRows(prompts, { length: shape.prompt, filler: language.tokens.padding, side }),
    mask: tidy(() => tf.cast(padRows(ones, { length: shape.prompt, filler: 0, side }), 'float32')),
    labels: padRows(labels, { length: shape.label, filler: IGNORED_LABEL, side: 'right' }),
  };
}
