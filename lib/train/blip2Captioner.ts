import { type Blip2, type CaptionIds, gatherInstances, type InstanceBatch } from '../blip2';
import { augmentPhotograph } from '../data';
import { compile, tf, tidy } from '../engine';
import { CompiledDecoding } from '../language';
import type { Random } from '../nn';
import { type RgbImage, resizeBicubic } from '../vision';
import type { BagSizes } from './bagSizes';
import { type Captioner, LENGTH_MULTIPLE, readSample, type TrainingExample, type TrainingSample } from './captioner';
import { captionInBatches } from './captionInBatches';
import { padBags } from './padBags';

/** What of a BLIP-2 is trained, and how its batches are made. */
export interface Blip2CaptionerOptions {
  /** To which numbers of instances (images) bags are padded (default `buckets`). */
  sizes?: BagSizes;
  /** Samples that are captioned at once (default 16). */
  captionBatch?: number;
  /**
   * Trains the vision model too (default false): samples then give pictures, which are augmented as BLIP-2's
   * (`augmentPhotograph`) while training. A batch is recorded for its numbers of pictures: give all samples as many.
   */
  trainVision?: boolean;
}

const VISION = 'vision_model.';

/** Instances, or the pictures that they are made of in the step. */
type Seen = InstanceBatch | { pixels: tf.Tensor4D; counts: number[] };

/** Tensors of a batch. */
export interface Blip2Batch {
  seen: Seen;
  ids: CaptionIds;
}

/**
 * A BLIP-2 to train, through its frozen language model: the prompt generator and the projection, and the vision model if
 * that is wanted. Samples give features of the frozen vision model, or pictures.
 * @throws if the vision model is to be trained, and is kept in bfloat16
 */
export function blip2Captioner(model: Blip2, options: Blip2CaptionerOptions = {}): Captioner<Blip2Batch> {
  const { sizes = 'buckets', captionBatch = 16, trainVision = false } = options;
  if (trainVision && model.parameters.halfNames.some((name) => name.startsWith(VISION))) {
    throw new Error('Option trainVision: found a vision model that is frozen in bfloat16, expected float32.');
  }
  const trained = new Set(model.trainable);
  const decoding = new CompiledDecoding(model.language);
  const embed = compile((pixels: tf.Tensor4D) => model.vision.forward(pixels).lastHiddenState);
  const instancesOf = (seen: Seen, forward: (pixels: tf.Tensor4D) => tf.Tensor3D): InstanceBatch =>
    'pixels' in seen ? gatherInstances(forward(seen.pixels), seen.counts, model.instanceKind) : seen;
  const see = (examples: readonly Pick<TrainingExample, 'bag' | 'pictures'>[], augment?: Random): Seen => {
    if (trainVision) return picturesOf(model, examples, augment);
    return padBags(examples, sizes, (...bags) => model.layoutOf(...bags));
  };
  return {
    reads: trainVision ? 'pictures' : 'bag',
    weights: () =>
      [...model.parameters.entries()].filter(
        ([name, weight]) => trained.has(weight) || (trainVision && name.startsWith(VISION)),
      ),
    batch(examples, { prompt, maxTokens, augment }) {
      const captions = examples.map(({ caption }) => caption);
      const ids = model.captionIds({ captions, prompt, maxTokens, lengthMultiple: LENGTH_MULTIPLE });
      return { seen: see(examples, augment), ids };
    },
    loss: ({ seen, ids }, dropout) =>
      tidy(() => {
        const forward = (pixels: tf.Tensor4D) => model.vision.forward(pixels).lastHiddenState;
        return model.lossOfIds(instancesOf(seen, forward), ids, dropout).loss;
      }),
    caption: (samples, { prompt, beams, maxTokens, minTokens, signal, ...hooks }) =>
      captionInBatches(samples, { batch: captionBatch, ...hooks }, async (some) => {
        const instances = await readInstances(some);
        try {
          const generation = { beams, maxNewTokens: maxTokens, minNewTokens: minTokens, signal, compiled: decoding };
          return (await model.captionInstances(instances, { prompt, ...generation })).captions;
        } finally {
          disposeAll(instances);
        }
      }),
    dispose() {
      decoding.dispose();
      embed.dispose();
    },
  };

  async function readInstances(samples: readonly TrainingSample[]): Promise<InstanceBatch> {
    const reads = trainVision ? 'pictures' : 'bag';
    const seen = see(await Promise.all(samples.map((sample) => readSample(sample, reads))));
    const instances = tidy(() => instancesOf(seen, embed));
    if (instances !== seen) disposeAll(seen);
    return instances;
  }
}

/** @param augment given while training */
function picturesOf(
  { processor }: Blip2,
  examples: readonly Pick<TrainingExample, 'pictures'>[],
  augment?: Random,
): Seen {
  const bags = examples.map(({ pictures }) => pictures!);
  const size = processor.size?.width;
  const change = (image: RgbImage) =>
    augment && size !== undefined ? augmentPhotograph(image, size, resizeBicubic, augment) : image;
  return { pixels: processor.pixelValues(bags.flat().map(change)), counts: bags.map(({ length }) => length) };
}

const disposeAll = (tensors: object): void => tf.dispose(tensors as tf.TensorContainer);
