import { encodeFloats } from '../../checkpoint/dtypes';
import { tf } from '../../engine';
import type { LoadedImage } from './loadImage';
import type { FeatureModel, Preprocessing } from './model';
import type { Row } from './shard';
import { type FeatureSpace, rowShape } from './space';

/** Runs the model on images, and encodes what is kept of each. */
export function encodeRows(
  batch: readonly LoadedImage[],
  model: FeatureModel,
  { shape }: Preprocessing,
  space: FeatureSpace,
): Row[] {
  const values = outputOf(batch, model, shape, space);
  const length = rowShape(space).reduce((product, size) => product * size, 1);
  return batch.map(({ hash, name }, i) => {
    const row = values.slice(i * length, (i + 1) * length);
    const odd = row.find((value) => !Number.isFinite(value));
    if (odd !== undefined)
      throw new Error(`The model ${model.id} gave ${odd} for the image ${name}, expected finite numbers.`);
    try {
      return { hash, bytes: encodeFloats(row, space.dtype) };
    } catch (error) {
      throw new Error(`Features of the image ${name}: ${(error as Error).message}.`);
    }
  });
}

function outputOf(
  batch: readonly LoadedImage[],
  model: FeatureModel,
  shape: Preprocessing['shape'],
  { output, tokens, width }: FeatureSpace,
): Float32Array {
  const kept = tf.tidy(() => {
    const pixels = new Float32Array(batch.length * shape[0] * shape[1] * shape[2]);
    for (const [i, image] of batch.entries()) pixels.set(image.pixels!, i * image.pixels!.length);
    const encoded = model.encode(tf.tensor4d(pixels, [batch.length, ...shape])); // [B, P + 1, D]
    if (`${encoded.shape}` !== `${[batch.length, tokens, width]}`) {
      throw new Error(
        `The model ${model.id} gave [${encoded.shape}], expected [${batch.length}, ${tokens}, ${width}].`,
      );
    }
    if (output === 'tokens') return encoded;
    if (output === 'cls') return encoded.slice([0, 0, 0], [-1, 1, -1]);
    return encoded.slice([0, 1, 0], [-1, -1, -1]).mean(1);
  });
  const values = kept.dataSync() as Float32Array;
  kept.dispose();
  return values;
}
