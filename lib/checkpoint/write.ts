import { Bfloat16Matrix, type tf, widenBfloat16 } from '../engine';
import { checkOption } from '../nn';
import { bytesOf, encodeFloats, type SavedFloatType, savedFloatTypes, storedTypes } from './dtypes';
import { writeBeside, writeBytes } from './files';

/** What a file can hold: tensors, and the matrices that a model keeps in bfloat16. */
export type Writable = tf.Tensor | Bfloat16Matrix;

/** What a safetensors file holds beside the numbers, and how precise those are. */
export interface WriteOptions {
  /** Type of the float tensors in the file (default `F32`); halves are rounded to nearest even. */
  dtype?: SavedFloatType;
  /** Free text for the file's `__metadata__`. Default: `format: pt`, without which Hugging Face's loader refuses a file. */
  metadata?: Readonly<Record<string, string>>;
}

/** Alignment of the first tensor, as the format's own library writes it. */
const ALIGNMENT = 8;

/**
 * Writes tensors to a safetensors file: float32 as `dtype`, int32 as I32, bool as BOOL. The file gets its name when it is whole.
 * @throws if a number does not fit the type
 */
export function writeSafetensors(
  path: string,
  tensors: Readonly<Record<string, Writable>>,
  { dtype = 'F32', metadata = { format: 'pt' } }: WriteOptions = {},
): void {
  checkOption('dtype', dtype, savedFloatTypes);
  // Wide types first, so that every tensor is aligned to its own element.
  const bytes = (tensor: Writable) => storedTypes.get(storedType(tensor, dtype))!.bytes;
  const entries = Object.entries(tensors).sort(([, a], [, b]) => bytes(b) - bytes(a));
  const stored = entries.map(([name, tensor]) => ({
    name,
    dtype: storedType(tensor, dtype),
    shape: tensor.shape,
    size: storedBytes(tensor, dtype),
    encode: () => encode(`${path}: tensor "${name}"`, tensor, dtype),
  }));
  writeEncoded(path, stored, metadata);
}

/** A tensor of a file, encoded when its turn comes. */
export interface EncodedTensor {
  name: string;
  dtype: string;
  shape: readonly number[];
  /** In bytes. */
  size: number;
  encode(): Uint8Array;
}

/** Writes a safetensors file of tensors that follow each other as given. The file gets its name when it is whole. */
export function writeEncoded(
  path: string,
  tensors: readonly EncodedTensor[],
  metadata: Readonly<Record<string, string>>,
): void {
  let end = 0;
  const layout = tensors.map(({ name, dtype, shape, size }) => {
    const begin = end;
    end += size;
    return [name, { dtype, shape, data_offsets: [begin, end] }];
  });
  const header = Buffer.from(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(layout) }));
  const padding = Buffer.alloc((ALIGNMENT - (header.length % ALIGNMENT)) % ALIGNMENT, ' ');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length + padding.length));
  writeBeside(path, (file) => {
    for (const part of [length, header, padding]) writeBytes(file, part);
    for (const { encode } of tensors) writeBytes(file, encode());
  });
}

/** Bytes that a tensor takes in a file. */
export const storedBytes = (tensor: Writable, dtype: SavedFloatType): number =>
  tensor.size * storedTypes.get(storedType(tensor, dtype))!.bytes;

function storedType(tensor: Writable, dtype: SavedFloatType): string {
  if (tensor instanceof Bfloat16Matrix) return dtype;
  const types: Partial<Record<tf.DataType, string>> = { float32: dtype, int32: 'I32', bool: 'BOOL' };
  const type = types[tensor.dtype];
  if (!type) throw new Error(`Found a tensor of type ${tensor.dtype}, expected float32, int32 or bool.`);
  return type;
}

function encode(where: string, tensor: Writable, dtype: SavedFloatType): Uint8Array {
  const values = tensor instanceof Bfloat16Matrix ? widenBfloat16(tensor.bits()) : tensor.dataSync();
  try {
    return values instanceof Float32Array ? encodeFloats(values, dtype) : bytesOf(values);
  } catch (error) {
    throw new Error(`${where}: ${(error as Error).message}.`);
  }
}
