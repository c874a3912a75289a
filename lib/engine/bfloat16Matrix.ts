import { widenBfloat16 } from './bfloat16';
import {
  DATA_TYPES,
  multipliesInBfloat16,
  type NativeBackend,
  nativeBackend,
  type OperationAttribute,
  type ResultInfo,
} from './compile/nativeBackend';
import { activeRecording } from './compile/record';
import { tf, tidy } from './tf';
import { uploadTensor } from './upload';

/**
 * A frozen matrix W [out, in] that is kept in bfloat16, half of float32's memory. The native engine multiplies in
 * bfloat16 (factors and results rounded to 8 bits of mantissa, sums in float32) where the processor has instructions for
 * it, which takes half of the time; elsewhere, and on other engines, W is widened for each product.
 */
export class Bfloat16Matrix {
  /** Two numbers in each int32: TensorFlow.js has no 16-bit type. */
  private readonly packed: tf.Variable;

  /** @param bits the matrix row by row, an even count; taken over: do not write to them afterwards */
  constructor(
    bits: Uint16Array,
    readonly shape: readonly [number, number],
  ) {
    const [out, inputs] = shape;
    if (bits.length !== out * inputs || bits.length % 2 !== 0)
      throw new Error(`Found ${bits.length} numbers for a matrix [${shape}], expected an even count that fills it.`);
    const pairs = new Int32Array(bits.buffer, bits.byteOffset, bits.length / 2);
    this.packed = tidy(() => tf.variable(uploadTensor(pairs, [pairs.length], 'int32'), false));
  }

  /** How many numbers it holds. */
  get size(): number {
    return this.shape[0] * this.shape[1];
  }

  /** x W^T, with a gradient by x. @param x [rows, in] @returns [rows, out] */
  multiply(x: tf.Tensor2D): tf.Tensor2D {
    const product = tf.customGrad((rows) => ({
      value: this.product(rows as tf.Tensor2D, true),
      gradFunc: (dy: tf.Tensor) => this.product(dy as tf.Tensor2D, false),
    }));
    return product(x) as tf.Tensor2D;
  }

  /** The numbers row by row, to read only. */
  bits(): Uint16Array {
    const pairs = this.packed.dataSync() as Int32Array;
    return new Uint16Array(pairs.buffer, pairs.byteOffset, 2 * pairs.length);
  }

  /** W in float32, a fresh tensor: [out, in] */
  widen(): tf.Tensor2D {
    return tf.tensor2d(widenBfloat16(this.bits()), [...this.shape]);
  }

  /** Frees the numbers. */
  dispose(): void {
    this.packed.dispose();
  }

  /** x W, or x W^T */
  private product(x: tf.Tensor2D, transpose: boolean): tf.Tensor {
    const backend = nativeBackend();
    if (!backend) return tidy(() => tf.matMul(x, this.widen(), false, transpose));
    const { packed, shape } = this;
    const how = { shape, transpose, widen: !multipliesInBfloat16(backend) };
    const recorded = activeRecording()?.bfloat16Product(x, packed, how);
    return recorded ?? tidy(() => multiplyNatively(backend, x, packed, shape, transpose));
  }
}

/** Goes to the addon itself: TensorFlow.js has no tensors of bfloat16 for what is between. */
function multiplyNatively(
  backend: NativeBackend,
  x: tf.Tensor2D,
  packed: tf.Tensor,
  shape: readonly [number, number],
  transpose: boolean,
): tf.Tensor {
  const { binding } = backend;
  const { float32, int32, bfloat16 } = DATA_TYPES;
  const type = (name: string, value: number): OperationAttribute => ({ name, type: binding.TF_ATTR_TYPE, value });
  const flag = (name: string, value: boolean): OperationAttribute => ({ name, type: binding.TF_ATTR_BOOL, value });
  const between: number[] = [];
  const run = (name: string, attributes: OperationAttribute[], inputs: number[]) => {
    const result = binding.executeOp(name, attributes, inputs, 1)[0]!;
    between.push(result.id);
    return result;
  };
  const cast = (from: number, to: number) => [type('SrcT', from), type('DstT', to), flag('Truncate', false)];
  const product = (of: number) => [type('T', of), flag('transpose_a', false), flag('transpose_b', transpose)];
  try {
    const sizes = tf.tensor1d([...shape], 'int32');
    const [rows, pairs, dimensions] = backend.getInputTensorIds([x, packed, sizes]) as [number, number, number];
    const bits = run('Bitcast', [type('T', int32), type('type', bfloat16)], [pairs]);
    const matrix = run('Reshape', [type('T', bfloat16), type('Tshape', int32)], [bits.id, dimensions]);
    let result: ResultInfo;
    if (multipliesInBfloat16(backend)) {
      const rounded = run('Cast', cast(float32, bfloat16), [rows]);
      result = run('Cast', cast(bfloat16, float32), [run('MatMul', product(bfloat16), [rounded.id, matrix.id]).id]);
    } else {
      const widened = run('Cast', cast(bfloat16, float32), [matrix.id]);
      result = run('MatMul', product(float32), [rows, widened.id]);
    }
    between.pop(); // the result stays
    return backend.createOutputTensor(result);
  } finally {
    for (const id of between) binding.deleteTensor(id);
  }
}
