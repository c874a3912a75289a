import { createHash } from 'node:crypto';
import type { FeatureModel } from '../data';
import type { Parameters } from '../nn';
import type { ImageDecodeOptions, ImageProcessor, RgbImage, VisionTransformer } from '../vision';

/** What an encoder of pictures is called, and how it is fed. */
export interface FrozenVisionOptions {
  /** Names the weights, see `weightsName`; features of a name are taken to be of the same weights. */
  id: string;
  /** D of the transformer. */
  width: number;
  /** Side of its patches in pixels. */
  patchSize: number;
  /** Makes the transformer's input; it must resize. */
  processor: ImageProcessor;
  decode?: ImageDecodeOptions;
}

/** A vision transformer whose outputs are extracted and cached: see `extractFeatures`. */
export function frozenVision(
  vision: Pick<VisionTransformer, 'forward'>,
  { id, width, patchSize, processor, decode = {} }: FrozenVisionOptions,
): FeatureModel<RgbImage> {
  const { size } = processor;
  if (!size) throw new Error('Found an image processor that does not resize, expected one with a size.');
  return {
    id,
    preprocessing: `${processor.name}, orient ${decode.orient ?? true}`,
    width,
    tokens: 1 + Math.floor(size.width / patchSize) * Math.floor(size.height / patchSize),
    prepare: (bytes) => processor.load(bytes, decode),
    encode: (batch) => vision.forward(processor.pixelValues(batch)).lastHiddenState,
  };
}

/**
 * Names weights by their values: SHA-256 over names, shapes and numbers. Reads them all, at about half a GB a second;
 * for large checkpoints a name of the publisher's is as good.
 * @param prefix only parameters whose name starts so, such as `vision_model.` @throws if there is none
 */
export function weightsName(parameters: Parameters, prefix = ''): string {
  const hash = createHash('sha256');
  const all = parameters.all().filter(([name]) => name.startsWith(prefix));
  if (all.length === 0) throw new Error(`Found no parameter whose name starts with "${prefix}".`);
  for (const [name, value] of all.sort(([a], [b]) => (a < b ? -1 : 1))) {
    const numbers = 'bits' in value ? value.bits() : value.dataSync();
    hash.update(JSON.stringify([name, value.shape, numbers.constructor.name]));
    hash.update(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
  }
  return hash.digest('hex').slice(0, 32);
}
