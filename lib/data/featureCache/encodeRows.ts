import { encodeFloats } from '../../checkpoint/dtypes';
import { tf } from '../../engine';
import type { LoadedImage } from './loadImage';
import type { FeatureModel } from './model';
import type { Row } from './shard';
import { type FeatureSpace, rowShape } from './space';

/** Runs the model on images, and encodes what is kept of each. */
export function encodeRows<Picture>(
  batch: readonly LoadedImage<Picture>[],
  model: FeatureModel<Picture>,
  space: FeatureSpace,
): Row[] {
  const pictures = batch.map(({ picture }) => picture!);
  const values = outputOf(pictures, model, space);
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

function outputOf<Picture>(
  pictures: readonly Picture[],
  model: FeatureModel<Picture>,
  { output, tokens, width }: FeatureSpace,
): Float32Array {
  const kept = tf.tidy(() => {
    const encoded = model.encode(pictures); // [B, P + 1, D]
    if (`${encoded.shape}` !== `${[pictures.length, tokens, width]}`) {
      throw new Error(
        `The model ${model.id} gave [${encoded.shape}], expected [${pictures.length}, ${tokens}, ${width}].`,
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
