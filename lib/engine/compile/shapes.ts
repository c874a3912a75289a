import type { tf } from '../tf';

/** What is known of a tensor while a graph is recorded: its shape and type, and its values if it was made in JavaScript. */
export interface Known {
  shape: readonly number[];
  dtype: tf.DataType;
  values?: ArrayLike<number>;
}

export type Attribute = (name: string) => unknown;

export interface ResultShape {
  shape: number[];
  dtype: tf.DataType;
}

type Rule = (inputs: readonly Known[], attribute: Attribute) => ResultShape | undefined;

const like: Rule = ([x]) => ({ shape: [...x!.shape], dtype: x!.dtype });

/** NumPy's rule: lengths are equal, or one of them is 1. */
function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [left = 1, right = 1] = [a[a.length - rank + i], b[b.length - rank + i]];
    return left === 1 ? right : left;
  });
}

const binary: Rule = ([a, b]) => ({ shape: broadcast(a!.shape, b!.shape), dtype: a!.dtype });
const comparison: Rule = ([a, b]) => ({ shape: broadcast(a!.shape, b!.shape), dtype: 'bool' });

const reduction: Rule = ([x, axes], attribute) => {
  if (!axes?.values) return undefined;
  const reduced = new Set(Array.from(axes.values, (axis) => (axis < 0 ? axis + x!.shape.length : axis)));
  const keep = attribute('keep_dims') === true;
  const shape = x!.shape.flatMap((size, axis) => (reduced.has(axis) ? (keep ? [1] : []) : [size]));
  return { shape, dtype: x!.dtype };
};

const product =
  (transposeA: string, transposeB: string): Rule =>
  ([a, b], attribute) => {
    const rows = a!.shape.at(attribute(transposeA) === true ? -1 : -2)!;
    const columns = b!.shape.at(attribute(transposeB) === true ? -2 : -1)!;
    const batch = broadcast(a!.shape.slice(0, -2), b!.shape.slice(0, -2));
    return { shape: [...batch, rows, columns], dtype: a!.dtype };
  };

/** The result's shape is the value of an input. */
const shapeFrom =
  (input: number): Rule =>
  (inputs) => {
    const { values } = inputs[input]!;
    if (!values) return undefined;
    const shape = Array.from(values);
    const size = inputs[0]!.shape.reduce((product, length) => product * length, 1);
    const others = shape.reduce((product, length) => (length < 0 ? product : product * length), 1);
    return { shape: shape.map((length) => (length < 0 ? size / others : length)), dtype: inputs[0]!.dtype };
  };

const rules: Record<string, Rule> = {
  ...named(
    'Abs Neg Exp Log Log1p Expm1 Sqrt Rsqrt Square Reciprocal Sign Erf Tanh Sigmoid Relu Relu6 Elu Softplus Floor Ceil',
    like,
  ),
  ...named('Softmax LogSoftmax ZerosLike OnesLike AddN BiasAdd EluGrad', like),
  ...named('Add AddV2 Sub Mul RealDiv Div Maximum Minimum Pow SquaredDifference', binary),
  ...named('Greater GreaterEqual Less LessEqual Equal NotEqual LogicalAnd LogicalOr', comparison),
  ...named('Sum Mean Max Min Prod All Any', reduction),
  MatMul: product('transpose_a', 'transpose_b'),
  BatchMatMulV2: product('adj_x', 'adj_y'),
  Reshape: shapeFrom(1),
  BroadcastTo: ([x, shape]) => shape!.values && { shape: Array.from(shape!.values), dtype: x!.dtype },
  Transpose: ([x, order]) =>
    order!.values && { shape: Array.from(order!.values, (axis) => x!.shape[axis]!), dtype: x!.dtype },
  Tile: ([x, times]) =>
    times!.values && { shape: x!.shape.map((length, axis) => length * times!.values![axis]!), dtype: x!.dtype },
  StatelessRandomUniform: ([shape]) => shape!.values && { shape: Array.from(shape!.values), dtype: 'float32' },
};

function named(operations: string, rule: Rule): Record<string, Rule> {
  return Object.fromEntries(operations.split(' ').map((operation) => [operation, rule]));
}

/** The shape of an operation's only result, for the operations that models are mostly made of; else undefined. */
export function resultShape(
  operation: string,
  inputs: readonly Known[],
  attribute: Attribute,
): ResultShape | undefined {
  return rules[operation]?.(inputs, attribute);
}

/** The operations that have a rule. */
export const operationsWithShapeRule: readonly string[] = Object.keys(rules);
