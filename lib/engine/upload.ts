import { tf } from './tf';

/** What the native backend has beside the public interface: it takes over a tensor's numbers when an operation first asks for them. */
interface TakesOverOnUse {
  getInputTensorIds(tensors: tf.Tensor[]): number[];
}

/**
 * A tensor whose numbers lie in the engine's own memory at once. The native engine would otherwise keep the array until
 * the tensor's first use, so that a model just loaded takes its memory twice as it first runs.
 * @param values taken over or copied, as the engine likes: do not write to it afterwards
 */
export function uploadTensor(values: tf.TypedArray, shape: readonly number[], dtype: tf.DataType): tf.Tensor {
  const tensor = tf.tensor(values, [...shape], dtype);
  const backend = tf.backend() as Partial<TakesOverOnUse>;
  if (tensor.size > 0) backend.getInputTensorIds?.([tensor]);
  return tensor;
}

/** TensorFlow takes over memory at multiples of this, and copies other memory. */
const ALIGNMENT = 64;
/** glibc puts this before a large block that starts a page; with another allocator TensorFlow may copy, no more. */
const BLOCK_HEADER = 16;

/** Room for numbers that TensorFlow can take over without a copy. @param bytes a multiple of 4 where it is to hold float32 */
export function alignedBytes(bytes: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new ArrayBuffer(bytes + ALIGNMENT), ALIGNMENT - BLOCK_HEADER, bytes);
}
