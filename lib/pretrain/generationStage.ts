import type { Blip2 } from '../blip2';
import type { tf } from '../engine';
import { IGNORED_LABEL } from '../language';
import type { Random } from '../nn';
import type { StoredFeatures } from './features';
import { CAPTION_PROMPT } from './languageStage';
import { type EpochLog, type LoopSettings, padRows, trainLoop } from './loop';

export interface GenerationStage {
  /** Its vision and language model are frozen. */
  model: Blip2;
  features: Pick<StoredFeatures, 'rows'>;
  /** Captions of each picture, in the order of the features. */
  captions: readonly (readonly string[])[];
  random: Random;
  onEpoch?: (log: EpochLog) => void;
}

export interface GenerationTraining extends LoopSettings {
  /** Whether the QFormer has its dropout while it trains. */
  dropout: boolean;
}

/** Ids of a caption that count. */
const LABELS = 28;

type GenerationBatch = {
  instances: tf.Tensor3D;
  labels: tf.Tensor2D;
  /** The text before the captions: every other batch has none. */
  prompt: string;
};

/**
 * The second stage of BLIP-2's pretraining (Sec. 3.3) on stored embeddings of pictures: QFormer and projection learn to
 * make prompts from which the frozen language model writes the captions.
 */
export async function trainGeneration(settings: GenerationTraining, stage: GenerationStage): Promise<EpochLog[]> {
  const { model, captions, random, onEpoch } = stage;
  const trainable = new Set(model.trainable);
  const dropout = settings.dropout ? random.child('dropout') : undefined;
  return trainLoop<GenerationBatch>(settings, {
    weights: [...model.parameters.entries()].filter(([, variable]) => trainable.has(variable)),
    stepsPerEpoch: Math.floor(captions.length / settings.batch),
    batches: (epoch) => batchesOf(settings.batch, stage, random.child(`epoch ${epoch}`)),
    losses: ({ instances, labels, prompt }) => {
      const visual = model.promptsOf({ instances }, dropout).prompts;
      const texts = Array.from({ length: instances.shape[0] }, () => prompt);
      return { total: model.language.loss(model.languagePrompt(visual, texts), labels).loss };
    },
    onEpoch,
  });
}

function* batchesOf(batch: number, { model, captions, features }: GenerationStage, random: Random) {
  const order = random.shuffle(captions.map((_, i) => i));
  for (let first = 0, count = 0; first + batch <= order.length; first += batch, count++) {
    const some = order.slice(first, first + batch);
    const prompt = count % 2 === 0 ? CAPTION_PROMPT : '';
    const texts = some.map((i) => captions[i]![random.integer(captions[i]!.length)]!);
    yield { instances: features.rows(some), labels: labelsOf(model, texts, prompt), prompt };
  }
}

function labelsOf({ tokenizer, language }: Blip2, captions: readonly string[], prompt: string): tf.Tensor2D {
  const glue = prompt !== '' && language.continuesPrompt ? ' ' : '';
  const rows = captions.map((caption) => [
    ...tokenizer.encode(glue + caption, { specialTokens: false }).slice(0, LABELS - 1),
    language.tokens.end,
  ]);
  return padRows(rows, { length: LABELS, filler: IGNORED_LABEL, side: 'right' });
}
