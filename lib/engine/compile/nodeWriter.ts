import type { tf } from '../tf';
import { booleanAttribute, typeAttribute } from './attributes';
import type { Attributes, Graph, GraphValue } from './graph';

export const precisions = ['float32', 'bf16'] as const;
/**
 * Of matrix products: `bf16` rounds their factors and results to bfloat16 (8 bits of mantissa) and adds up in float32;
 * everything else, the weights too, stays float32.
 */
export type Precision = (typeof precisions)[number];

export interface Operation {
  operation: string;
  inputs: readonly GraphValue[];
  /** The inputs' shapes and types. */
  known: readonly tf.TensorInfo[];
  attributes: Attributes;
}

const isProduct = (operation: string) => operation === 'MatMul' || operation === 'BatchMatMulV2';

/** Writes operations as nodes, in the form that runs fastest. */
export class NodeWriter {
  /** What was rounded to bfloat16 already: weights are used twice a step, forward and backward. */
  private readonly rounded = new Map<GraphValue, GraphValue>();

  constructor(
    private readonly graph: Graph,
    private readonly precision: Precision,
  ) {}

  /** @returns the node that has the operation's results */
  add(operation: Operation): string {
    if (this.precision === 'bf16' && isProduct(operation.operation) && operation.known[0]!.dtype === 'float32') {
      return this.addRoundedProduct(operation);
    }
    return this.addBias(operation) ?? this.graph.add(operation.operation, operation.inputs, operation.attributes);
  }

  private addRoundedProduct({ operation, inputs, attributes }: Operation): string {
    const factors = inputs.map((input) => this.round(input));
    const product = this.graph.add(operation, factors, { ...attributes, T: typeAttribute('bfloat16') });
    return this.cast(`${product}:0`, 'bfloat16', 'float32');
  }

  /** x times a matrix that is bfloat16 already. @returns the node of the product in float32 */
  bfloat16Product(
    x: GraphValue,
    matrix: GraphValue,
    { transpose, widen }: { transpose: boolean; widen: boolean },
  ): string {
    const product = (type: 'float32' | 'bfloat16', factors: GraphValue[]) =>
      this.graph.add('MatMul', factors, {
        T: typeAttribute(type),
        transpose_a: booleanAttribute(false),
        transpose_b: booleanAttribute(transpose),
      });
    if (widen) return product('float32', [x, `${this.cast(matrix, 'bfloat16', 'float32')}:0`]);
    return this.cast(`${product('bfloat16', [this.round(x), matrix])}:0`, 'bfloat16', 'float32');
  }

  private round(symbol: GraphValue): GraphValue {
    let rounded = this.rounded.get(symbol);
    if (!rounded) {
      rounded = `${this.cast(symbol, 'float32', 'bfloat16')}:0`;
      this.rounded.set(symbol, rounded);
    }
    return rounded;
  }

  private cast(symbol: GraphValue, from: 'float32' | 'bfloat16', to: 'float32' | 'bfloat16'): string {
    return this.graph.add('Cast', [symbol], { SrcT: typeAttribute(from), DstT: typeAttribute(to) });
  }

  /** A vector that is added to the last axis is a bias: TensorFlow fuses those with the product before. */
  private addBias({ operation, inputs, known, attributes }: Operation): string | undefined {
    const [x, bias] = known as [tf.TensorInfo, tf.TensorInfo];
    if (operation !== 'Add' || x.shape.length < 2 || bias.shape.length !== 1) return undefined;
    return bias.shape[0] === x.shape.at(-1) ? this.graph.add('BiasAdd', inputs, { T: attributes.T! }) : undefined;
  }
}
