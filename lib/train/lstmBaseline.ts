import { type tf, tidy } from '../engine';
import {
  CompiledDecoding,
  generate,
  LstmCaptioner,
  labelTensor,
  type SpecialTokens,
  type Tokenizer,
} from '../language';
import { AbMil, MeanPooler } from '../mil';
import { checkOption, Parameters } from '../nn';
import type { BagSizes } from './bagSizes';
import { type Captioner, LENGTH_MULTIPLE, readSample } from './captioner';
import { captionInBatches } from './captionInBatches';
import { type PaddedBatch, padBags } from './padBags';

export const baselinePoolings = ['mean', 'ab-mil'] as const;

/** Sizes of the baseline, and how it pools. */
export interface LstmBaselineOptions {
  /** Of the BLIP-2 that it is compared with, such as its ids of start and end. */
  tokenizer: Tokenizer;
  tokens: SpecialTokens;
  /** Rows of the embedding. */
  vocabulary: number;
  /** D of an instance. */
  featureWidth: number;
  /** How a bag becomes one embedding (default `mean`). */
  pooling?: (typeof baselinePoolings)[number];
  /** Of words and of the projected bag (default 256). */
  embeddingWidth?: number;
  /** Of the state (default 512). */
  width?: number;
  /** Of the initial weights (default 0). */
  seed?: number;
  /** To which numbers of instances bags are padded (default `buckets`). */
  sizes?: BagSizes;
  /** Samples that are captioned at once (default 16). */
  captionBatch?: number;
}

interface LstmBatch {
  bags: PaddedBatch;
  labels: tf.Tensor2D;
}

/** The paper's baseline on pathology, to train: bags are pooled, and an LSTM writes (`LstmCaptioner`). It has no prompt. */
export function lstmBaseline(options: LstmBaselineOptions): Captioner<LstmBatch> {
  const { tokenizer, tokens, seed, pooling = 'mean', sizes = 'buckets', captionBatch = 16, ...shape } = options;
  checkOption('pooling', pooling, baselinePoolings);
  const parameters = new Parameters(seed);
  const scope = parameters.root();
  const pooler =
    pooling === 'mean' ? new MeanPooler() : new AbMil(scope.child('pooling'), { width: shape.featureWidth });
  const model = new LstmCaptioner(scope.child('captioner'), {
    ...shape,
    tokens: { start: tokens.start ?? tokens.padding, end: tokens.end, padding: tokens.padding },
  });
  const decoding = new CompiledDecoding(model);
  const promptOf = ({ instances, mask }: PaddedBatch) =>
    model.prompt(pooler.forward(instances as tf.Tensor3D, mask).pooled);
  return {
    reads: 'bag',
    weights: () => [...parameters.entries()],
    batch(examples, { maxTokens }) {
      const ids = examples.map(({ caption }) => tokenizer.encode(caption, { specialTokens: false }));
      const rows = ids.map((row) => [...row.slice(0, maxTokens - 1), tokens.end]);
      return {
        bags: padBags(examples, sizes),
        labels: labelTensor(rows, LENGTH_MULTIPLE),
      };
    },
    loss: ({ bags, labels }) => tidy(() => model.loss(promptOf(bags), labels).loss),
    caption: (samples, { beams, maxTokens, minTokens, signal, ...hooks }) =>
      captionInBatches(samples, { batch: captionBatch, ...hooks }, async (some) => {
        const read = await Promise.all(some.map((sample) => readSample(sample, 'bag')));
        const { embeddings } = tidy(() => promptOf(padBags(read, sizes)));
        try {
          const generation = { beams, maxNewTokens: maxTokens, minNewTokens: minTokens, signal, compiled: decoding };
          const written = await generate(model, { embeddings }, generation);
          return written.map(({ ids }) => tokenizer.decode([...ids]).trim());
        } finally {
          embeddings.dispose();
        }
      }),
    dispose() {
      decoding.dispose();
      parameters.dispose();
    },
  };
}
