import { type tf, tidy, uploadTensor } from '../engine';
import { storedTypes } from './dtypes';
import { readBytes, withFile } from './files';
import { parseHeader, type SafetensorsHeader, type StoredTensor } from './header';

/**
 * Reads the tensors of one safetensors file: F32, F16, BF16 and F64 become float32, integers int32, BOOL bool.
 *
 * @param names the tensors to read; default: all
 * @throws if the file is no sound safetensors file, a name or element type is unknown, or an integer does not fit int32
 */
export function readSafetensors(path: string, names?: readonly string[]): Record<string, tf.Tensor> {
  return withFile(path, 'r', (file) => {
    const { tensors } = parseHeader(path, file);
    const wanted = names ?? Object.keys(tensors);
    return tidy(() =>
      Object.fromEntries(
        wanted.map((name) => {
          if (!Object.hasOwn(tensors, name))
            throw new Error(`${path}: found no tensor "${name}", expected a name that the header lists.`);
          return [name, readTensor(path, file, name, tensors[name]!)];
        }),
      ),
    );
  });
}

/** Reads names, types and shapes only. @throws as `readSafetensors` */
export function readSafetensorsHeader(path: string): SafetensorsHeader {
  return withFile(path, 'r', (file) => parseHeader(path, file));
}

/**
 * Reads one tensor into the engine's memory.
 * @param finite refuses NaN and infinities (default false) @throws an error that names file and tensor
 */
export function readTensor(path: string, file: number, name: string, stored: StoredTensor, finite = false): tf.Tensor {
  const { decode, dtype } = storedTypes.get(stored.dtype)!;
  try {
    const values = decode(readBytes(file, stored.begin, stored.end - stored.begin));
    if (finite) checkFinite(values);
    return uploadTensor(values, stored.shape, dtype);
  } catch (error) {
    throw new Error(`${path}: tensor "${name}" (${stored.dtype}): ${(error as Error).message}.`);
  }
}

function checkFinite(values: tf.TypedArray): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]!)) throw new RangeError(`found ${values[i]} at place ${i}, expected finite numbers`);
  }
}
