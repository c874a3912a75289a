import type { Blip2, CaptionIds, InstanceBatch } from '../blip2';
import { batchFeatures } from '../data';
import { tf, tidy } from '../engine';
import { CompiledDecoding } from '../language';
import { type BagSizes, paddedSizes } from './bagSizes';
import { type Captioner, readSample } from './captioner';
import { captionInBatches } from './captionInBatches';

export interface Blip2CaptionerOptions {
  /** To which numbers of instances (images) bags are padded (default `buckets`). */
  sizes?: BagSizes;
  /** Samples that are captioned at once (default 16). */
  captionBatch?: number;
}

/** Lengths of labels are multiples of it. */
const LENGTH_MULTIPLE = 8;

/** Tensors of a batch. */
export interface Blip2Batch {
  bags: InstanceBatch;
  ids: CaptionIds;
}

/**
 * A BLIP-2 to train: its prompt generator and projection, through the frozen language model. Samples give features of
 * the frozen vision model.
 */
export function blip2Captioner(
  model: Blip2,
  { sizes = 'buckets', captionBatch = 16 }: Blip2CaptionerOptions = {},
): Captioner<Blip2Batch> {
  const trained = new Set(model.trainable);
  const decoding = new CompiledDecoding(model.language);
  const bagsOf = (bags: Parameters<typeof batchFeatures>[0]): InstanceBatch => {
    const padded = paddedSizes(bags, sizes);
    const { instances, mask, lengths, positions } = batchFeatures(bags, padded);
    const layout = model.layoutOf(lengths, mask.shape[1], positions);
    const never = sizes !== 'buckets' && sizes.length === 1 && lengths.every((length) => length === sizes[0]);
    if (!never) return { instances, mask, ...(layout ? { layout } : {}) };
    tf.dispose(layout as unknown as tf.TensorContainer);
    mask.dispose();
    return { instances };
  };
  return {
    reads: 'bag',
    weights: () => [...model.parameters.entries()].filter(([, weight]) => trained.has(weight)),
    batch(examples, { prompt, maxTokens }) {
      const captions = examples.map(({ caption }) => caption);
      const ids = model.captionIds({ captions, prompt, maxTokens, lengthMultiple: LENGTH_MULTIPLE });
      return { bags: bagsOf(examples.map(({ bag }) => bag!)), ids };
    },
    loss: ({ bags, ids }, dropout) => tidy(() => model.lossOfIds(bags, ids, dropout).loss),
    caption: (samples, { prompt, beams, maxTokens, minTokens, signal, ...options }) =>
      captionInBatches(samples, { batch: captionBatch, ...options }, async (some) => {
        const read = await Promise.all(some.map((sample) => readSample(sample, 'bag')));
        const bags = bagsOf(read.map(({ bag }) => bag!));
        try {
          const generation = { beams, maxNewTokens: maxTokens, minNewTokens: minTokens, signal, compiled: decoding };
          return (await model.captionInstances(bags, { prompt, ...generation })).captions;
        } finally {
          tf.dispose(bags as unknown as tf.TensorContainer);
        }
      }),
    dispose: () => decoding.dispose(),
  };
}
