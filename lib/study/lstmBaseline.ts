import { batchFeatures, type FeatureBag } from '../data';
import { tf, tidy } from '../engine';
import { CompiledDecoding, generate, IGNORED_LABEL, LstmCaptioner, type Tokenizer } from '../language';
import { AbMil, bucketSize, MeanPooler, type Pooler } from '../mil';
import { Parameters } from '../nn';
import type { Captioner } from '../train';
import { readSample } from '../train/captioner';
import { captionInBatches } from '../train/captionInBatches';

export interface LstmBaselineOptions {
  /** D of an instance. */
  featureWidth: number;
  /** How a bag becomes one vector. */
  pooler: 'mean' | 'ab-mil';
  tokenizer: Tokenizer;
  /** Rows of the embedding: the tokenizer's ids. */
  vocabulary: number;
  tokens: { start: number; end: number; padding: number };
  /** Of the initial weights. */
  seed: number;
}

export interface LstmBaseline {
  captioner: Captioner<LstmBatch>;
  parameters: Parameters;
}

export interface LstmBatch {
  instances: tf.Tensor3D;
  mask: tf.Tensor2D;
  labels: tf.Tensor2D;
}

/** Samples that are captioned at once. */
const CAPTION_BATCH = 16;

/** Lengths of labels are multiples of it, so that a run has few shapes. */
const LENGTH_MULTIPLE = 8;

/**
 * The baseline of Tsuneki and Kanavati 2022 on slides: features of a frozen vision model, pooled, then an LSTM that writes the
 * report. All of it is trained. Its features and its tokens are those of BLIP-2 here, so that the prompt generator and the
 * language model are all that differs.
 */
export function lstmBaseline({
  featureWidth,
  pooler,
  tokenizer,
  seed,
  ...language
}: LstmBaselineOptions): LstmBaseline {
  const parameters = new Parameters(seed);
  const scope = parameters.root();
  const pool: Pooler = pooler === 'mean' ? new MeanPooler() : new AbMil(scope.child('pooler'), { width: featureWidth });
  const model = new LstmCaptioner(scope, { featureWidth, ...language });
  const decoding = new CompiledDecoding(model);
  const promptOf = ({ instances, mask }: Pick<LstmBatch, 'instances' | 'mask'>) =>
    model.prompt(pool.forward(instances, mask).pooled);
  const captioner: Captioner<LstmBatch> = {
    reads: 'bag',
    weights: () => [...parameters.entries()],
    batch(examples, { maxTokens }) {
      const captions = examples.map(({ caption }) => caption);
      const labels = labelsOf(captions, tokenizer, model.tokens.end, maxTokens);
      return { ...padded(examples.map(({ bag }) => bag!)), labels };
    },
    loss: (batch) => tidy(() => model.loss(promptOf(batch), batch.labels).loss),
    caption: (samples, { beams, maxTokens, minTokens, signal, onProgress }) =>
      captionInBatches(samples, { batch: CAPTION_BATCH, onProgress }, async (some) => {
        const read = await Promise.all(some.map((sample) => readSample(sample, 'bag')));
        const { instances, mask } = padded(read.map(({ bag }) => bag!));
        const prompt = tidy(() => promptOf({ instances, mask }));
        try {
          const generation = { beams, maxNewTokens: maxTokens, minNewTokens: minTokens, signal, compiled: decoding };
          const sequences = await generate(model, prompt, generation);
          return sequences.map(({ ids }) => tokenizer.decode([...ids]).trim());
        } finally {
          tf.dispose([instances, mask, prompt.embeddings]);
        }
      }),
    dispose() {
      decoding.dispose();
      parameters.dispose();
    },
  };
  return { captioner, parameters };
}

function padded(bags: readonly FeatureBag[]): Pick<LstmBatch, 'instances' | 'mask'> {
  const { instances, mask } = batchFeatures(bags, [bucketSize(Math.max(...bags.map(({ shape }) => shape[0]!)))]);
  return { instances: instances as tf.Tensor3D, mask };
}

/** @returns int32 [B, T], the end token last, padded with `IGNORED_LABEL` */
function labelsOf(captions: readonly string[], tokenizer: Tokenizer, end: number, limit: number): tf.Tensor2D {
  const rows = captions.map((caption) => [
    ...tokenizer.encode(caption, { specialTokens: false }).slice(0, limit - 1),
    end,
  ]);
  const longest = Math.max(...rows.map((row) => row.length));
  const length = Math.ceil(longest / LENGTH_MULTIPLE) * LENGTH_MULTIPLE;
  const pad = (row: number[]) => [...row, ...new Array<number>(length - row.length).fill(IGNORED_LABEL)];
  return tf.tensor2d(rows.map(pad), [rows.length, length], 'int32');
}
