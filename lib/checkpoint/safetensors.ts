import { Bfloat16Matrix, narrowToBfloat16, type tf, tidy, uploadTensor } from '../engine';
import { storedTypes, view } from './dtypes';
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
  return named(path, name, stored, () => {
    const { decode, dtype } = storedTypes.get(stored.dtype)!;
    const values = decode(readStored(file, stored));
    if (finite) checkFinite(values);
    return uploadTensor(values, stored.shape, dtype);
  });
}

/** The same for a matrix that is to stay in bfloat16. */
export function readBfloat16(path: string, file: number, name: string, stored: StoredTensor, finite = false) {
  return named(path, name, stored, () => {
    const { shape, dtype } = stored;
    if (shape.length !== 2) throw new Error(`found the shape [${shape}], expected a matrix`);
    const bytes = readStored(file, stored);
    const bits = dtype === 'BF16' ? view(Uint16Array, bytes) : narrowToBfloat16(decodeFloats(stored, bytes));
    if (finite) checkFiniteBits(bits);
    return new Bfloat16Matrix(bits, shape as [number, number]);
  });
}

const readStored = (file: number, { begin, end }: StoredTensor) => readBytes(file, begin, end - begin);

function decodeFloats({ dtype }: StoredTensor, bytes: Uint8Array<ArrayBuffer>): Float32Array {
  const values = storedTypes.get(dtype)!.decode(bytes);
  if (!(values instanceof Float32Array)) throw new Error('found no floating-point numbers');
  return values;
}

/** Runs `read` with errors that say which tensor they are about. */
function named<T>(path: string, name: string, { dtype }: StoredTensor, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`${path}: tensor "${name}" (${dtype}): ${(error as Error).message.replace(/\.$/, '')}.`);
  }
}

/** An exponent of ones is an infinity or NaN. */
function checkFiniteBits(bits: Uint16Array): void {
  for (let i = 0; i < bits.length; i++) {
    if ((bits[i]! & 0x7f80) === 0x7f80)
      throw new RangeError(`found an infinity or NaN at place ${i}, expected finite numbers`);
  }
}

function checkFinite(values: tf.TypedArray): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]!)) throw new RangeError(`found ${values[i]} at place ${i}, expected finite numbers`);
  }
}
