import type { tf } from '../tf';
import {
  DATA_TYPES,
  dataTypeName,
  type NativeBackend,
  type OperationAttribute,
  type ResultInfo,
} from './nativeBackend';
import type { Known, ResultShape } from './shapes';

/** An input of an operation: what is known of it, and the tensor itself if it was made in JavaScript. */
export interface ProbedInput extends Known {
  constant?: tf.TensorInfo;
}

const CONSTANT_IN_KEY = 64;

/**
 * Finds the results' shapes of any operation by running it once on zeros (and on its constant inputs as they are):
 * a graph's shapes may not depend on values, so zeros serve. Each signature runs once.
 */
export class Probe {
  private readonly known = new Map<string, ResultShape[]>();

  constructor(private readonly backend: NativeBackend) {}

  /** @throws what TensorFlow says if the operation does not accept such inputs */
  resultShapes(
    operation: string,
    attributes: OperationAttribute[],
    inputs: readonly ProbedInput[],
    count: number,
  ): ResultShape[] {
    const key = JSON.stringify([
      operation,
      attributes,
      inputs.map(({ shape, dtype, values }) => [
        dtype,
        shape,
        values && values.length <= CONSTANT_IN_KEY && Array.from(values),
      ]),
    ]);
    let shapes = this.known.get(key);
    if (!shapes) {
      shapes = this.run(operation, attributes, inputs, count);
      this.known.set(key, shapes);
    }
    return shapes.map(({ shape, dtype }) => ({ shape: [...shape], dtype }));
  }

  private run(
    operation: string,
    attributes: OperationAttribute[],
    inputs: readonly ProbedInput[],
    count: number,
  ): ResultShape[] {
    const { binding } = this.backend;
    const made: number[] = [];
    try {
      const ids = inputs.map(({ shape, dtype, constant }) => {
        if (constant) return this.backend.getInputTensorIds([constant])[0]!;
        const id = this.zeros(shape, dtype);
        made.push(id);
        return id;
      });
      const results: ResultInfo[] = binding.executeOp(operation, attributes, ids, count);
      made.push(...results.map(({ id }) => id));
      return results.map(({ shape, dtype }) => ({ shape, dtype: dataTypeName(dtype) }));
    } finally {
      for (const id of made) binding.deleteTensor(id);
    }
  }

  private zeros(shape: readonly number[], dtype: tf.DataType): number {
    const ArrayType = { float32: Float32Array, int32: Int32Array, bool: Uint8Array }[dtype as string];
    if (!ArrayType) throw new Error(`Graphs hold no tensors of type ${dtype}.`);
    const values = new ArrayType(shape.reduce((size, length) => size * length, 1));
    return this.backend.binding.createTensor([...shape], DATA_TYPES[dtype], values);
  }
}
