import type { AdamScalars, AdamVariables } from '../adam';
import type { SeedPair } from '../philox';
import type { tf } from '../tf';
import { attributeOf, booleanAttribute, integerAttribute, shapeAttribute, typeAttribute } from './attributes';
import { RecordingError } from './failure';
import { type Attributes, type ConstantValues, Graph, type GraphValue } from './graph';
import { controlOf, GraphVariable } from './graphVariable';
import { DATA_TYPES, type DataId, type NativeBackend, type OperationAttribute, tensorOf } from './nativeBackend';
import { NodeWriter, type Precision } from './nodeWriter';
import { Probe, type ProbedInput } from './probe';
import { type ResultShape, resultShape } from './shapes';

/** Operations whose results no graph of fixed shapes, or no seed, can give again. */
const IMPOSSIBLE: Record<string, string> = {
  ...Object.fromEntries(
    ['UniqueV2', 'Where', 'NonMaxSuppressionV3', 'NonMaxSuppressionV4', 'NonMaxSuppressionV5'].map((operation) => [
      operation,
      'the shape of its result depends on values',
    ]),
  ),
  Multinomial: 'it draws numbers that no seed of this library reaches',
};

/** Type attributes that TensorFlow infers when it runs an operation at once, but not in a graph: input by attribute. */
const INFERRED: Record<string, Record<string, number>> = {
  ExpandDims: { T: 0 },
  Identity: { T: 0 },
};

/** Casts to the same type and reshapes to the same shape: TensorFlow.js's gradients are full of them. */
function changesNothing(
  name: string,
  attributes: OperationAttribute[],
  inputs: tf.TensorInfo[],
  result: ResultShape,
): boolean {
  if (name === 'Reshape') return `${inputs[0]!.shape}` === `${result.shape}`;
  const type = (wanted: string) => attributes.find((attribute) => attribute.name === wanted)?.value;
  return name === 'Cast' && type('SrcT') === type('DstT');
}

/** How a matrix [out, in] of bfloat16 numbers is read. */
export interface PackedMatrix {
  shape: readonly [number, number];
  /** Whether the product is with its transpose. */
  transpose: boolean;
  /** Whether it is widened and multiplied in float32. */
  widen: boolean;
}

interface Constant {
  values: ConstantValues;
  shape: number[];
  dtype: tf.DataType;
}

/**
 * A graph that grows as a step runs on tensors that have a shape but no numbers. Nothing is computed meanwhile: each
 * operation becomes a node and gives such tensors again.
 */
export class Recording {
  readonly graph = new Graph();
  /** Where each run gets its seeds from, in the order in which the step draws. */
  readonly seeds: (() => SeedPair)[] = [];
  private readonly symbols = new WeakMap<DataId, GraphValue>();
  private readonly constants = new WeakMap<DataId, Constant>();
  private readonly variables = new Map<tf.Variable, GraphVariable>();
  private readonly probe: Probe;
  private readonly writer: NodeWriter;

  /** @param starts the variables there are, by the data that they hold before the step */
  constructor(
    private readonly backend: NativeBackend,
    private readonly starts: ReadonlyMap<DataId, tf.Variable>,
    precision: Precision,
  ) {
    this.writer = new NodeWriter(this.graph, precision);
    this.probe = new Probe(backend);
  }

  /** A stand-in for an input of the step. */
  input(tensor: tf.Tensor, index: number): tf.Tensor {
    if (tensor.dtype === 'string' || tensor.dtype === 'complex64') {
      throw new RecordingError(`an input is of type ${tensor.dtype}.`);
    }
    return this.stand(this.graph.placeholder(`input${index}`, tensor.dtype, shapeAttribute(tensor.shape)), tensor);
  }

  /** A tensor without numbers that stands for a symbol of the graph. */
  private stand(symbol: GraphValue, { shape, dtype }: ResultShape): tf.Tensor {
    const dataId: DataId = {};
    this.symbols.set(dataId, symbol);
    const describe = () => {
      const made = this.graph.operationOf(symbol);
      return made === 'Placeholder' ? 'an input' : `a result of ${made}`;
    };
    this.backend.tensorMap.set(dataId, {
      shape: [...shape],
      dtype: DATA_TYPES[dtype as 'float32'],
      id: -1,
      refCount: 1,
      // Whoever wants the numbers passes here: `dataSync`, kernels that look at their inputs, operations after recording.
      get values(): never {
        throw new RecordingError(
          `the numbers of ${dtype}[${shape}], ${describe()}, are read; there are none while a step is recorded. ` +
            'Compute with tensors throughout (tf.where instead of if), or read them outside of the step.',
        );
      },
    });
    return tensorOf(dataId, [...shape], dtype);
  }

  isStandIn(tensor: tf.TensorInfo): boolean {
    return this.symbols.has(tensor.dataId);
  }

  /** Notes values that come from JavaScript; they become a constant where they are used. */
  wrote(dataId: DataId, values: unknown, shape: number[], dtype: tf.DataType): void {
    if (dtype === 'string' || dtype === 'complex64') return;
    this.constants.set(dataId, { values: values as ConstantValues, shape, dtype });
  }

  symbolOf(tensor: tf.TensorInfo, reader = 'The result'): GraphValue {
    const known = this.symbols.get(tensor.dataId);
    if (known) return known;
    const variable = this.starts.get(tensor.dataId);
    const symbol = variable ? this.variableOf(variable).start : this.constantOf(tensor, reader);
    this.symbols.set(tensor.dataId, symbol);
    return symbol;
  }

  private constantOf(tensor: tf.TensorInfo, reader: string): GraphValue {
    const constant = this.constants.get(tensor.dataId);
    if (!constant) {
      throw new RecordingError(
        `${reader} uses ${tensor.dtype}[${tensor.shape}], which was made outside of the step; its numbers would be kept for ` +
          'good. Give it as an input, or make it a variable.',
      );
    }
    return this.graph.constant(constant.dtype as 'float32', constant.shape, constant.values);
  }

  private variableOf(variable: tf.Variable): GraphVariable {
    let known = this.variables.get(variable);
    if (!known) {
      known = new GraphVariable(variable, this.variables.size, this.graph);
      this.variables.set(variable, known);
    }
    return known;
  }

  /** Adds an operation to the graph, as a kernel asks for it. @returns its results, without numbers */
  operation(name: string, attributes: OperationAttribute[], inputs: tf.TensorInfo[], count: number): tf.Tensor[] {
    const reason = IMPOSSIBLE[name];
    if (reason) throw new RecordingError(`${name} cannot be part of it: ${reason}.`);
    const symbols = inputs.map((input) => this.symbolOf(input, name));
    const shapes = this.resultShapes(name, attributes, inputs, count);
    if (changesNothing(name, attributes, inputs, shapes[0]!)) return [this.stand(symbols[0]!, shapes[0]!)];
    const node = this.writer.add({
      operation: name,
      inputs: symbols,
      known: inputs,
      attributes: this.attributesOf(name, attributes, inputs),
    });
    return shapes.map((shape, i) => this.stand(`${node}:${i}`, shape));
  }

  private attributesOf(name: string, attributes: OperationAttribute[], inputs: tf.TensorInfo[]): Attributes {
    const inferred = Object.entries(INFERRED[name] ?? {}).map(([attribute, input]) => [
      attribute,
      typeAttribute(inputs[input]!.dtype as 'float32'),
    ]);
    const given = attributes.map((attribute) => [attribute.name, attributeOf(attribute, this.backend.binding)]);
    return Object.fromEntries([...inferred, ...given]) as Attributes;
  }

  private resultShapes(name: string, attributes: OperationAttribute[], inputs: tf.TensorInfo[], count: number) {
    const known: ProbedInput[] = inputs.map((input) => {
      const constant = this.constants.get(input.dataId);
      return { shape: input.shape, dtype: input.dtype, values: constant?.values, constant: constant && input };
    });
    const byRule = resultShape(name, known, (wanted) => attributes.find((one) => one.name === wanted)?.value);
    if (byRule) return [byRule];
    try {
      return this.probe.resultShapes(name, attributes, known, count);
    } catch (error) {
      throw new RecordingError(`${name} cannot be part of it: ${(error as Error).message}`);
    }
  }

  /** The product with a matrix of which each int32 of `packed` holds two numbers in bfloat16. */
  bfloat16Product(x: tf.TensorInfo, packed: tf.TensorInfo, how: PackedMatrix): tf.Tensor {
    const { shape, transpose } = how;
    const { graph, writer } = this;
    const types = { T: typeAttribute('int32'), type: typeAttribute('bfloat16') };
    const pairs = graph.add('Bitcast', [this.symbolOf(packed)], types);
    const inputs = [`${pairs}:0`, graph.constant('int32', [2], Int32Array.from(shape))];
    const matrix = graph.add('Reshape', inputs, { T: typeAttribute('bfloat16'), Tshape: typeAttribute('int32') });
    const product = writer.bfloat16Product(this.symbolOf(x), `${matrix}:0`, how);
    return this.stand(`${product}:0`, { shape: [x.shape[0]!, shape[transpose ? 0 : 1]], dtype: 'float32' });
  }

  /** The next seed of every run: [2], int32. */
  seed(draw: () => SeedPair): tf.Tensor {
    const index = this.seeds.push(draw) - 1;
    return this.stand(`seed:${index}`, { shape: [2], dtype: 'int32' });
  }

  /** The same tensor, but not before `event` is there. */
  after(tensor: tf.Tensor, event: tf.Tensor): tf.Tensor {
    const inputs = [this.symbolOf(tensor), controlOf(this.symbolOf(event))];
    const node = this.graph.add('Identity', inputs, { T: typeAttribute(tensor.dtype as 'float32') });
    return this.stand(`${node}:0`, tensor);
  }

  /** Adam's update as the one operation that TensorFlow has for it, in place. */
  adam({ weight, firstMoment, secondMoment }: AdamVariables, gradient: tf.Tensor, scalars: AdamScalars): void {
    const variables = [weight, firstMoment, secondMoment];
    const states = variables.map((variable) => this.variableOf(variable));
    states.forEach((state, i) => {
      const symbol = this.symbolOf(variables[i]!);
      if (symbol !== state.current) state.assign(symbol);
    });
    if (scalars.keep) this.decay(states[0]!, scalars.keep, gradient);
    // With both powers of beta at 0 the operation's own bias corrections are 1: `rate` and `epsilon` hold them.
    const { graph } = this;
    const numbers = [graph.scalar(0), graph.scalar(0), this.symbolOf(scalars.rate)];
    const factors = [graph.scalar(scalars.beta1), graph.scalar(scalars.beta2), this.symbolOf(scalars.epsilon)];
    const before = states.flatMap((state) => state.before);
    const inputs = [...states.map((state) => state.handle), ...numbers, ...factors, this.symbolOf(gradient), ...before];
    const node = graph.add('ResourceApplyAdam', inputs, {
      T: typeAttribute('float32'),
      use_locking: booleanAttribute(false),
    });
    states.forEach((state, i) => {
      state.changedBy(node);
      const updated = this.stand(state.current, variables[i]!);
      variables[i]!.assign(updated);
      updated.dispose();
    });
  }

  /**
   * w <- keep w, once the gradient is there: TensorFlow would else do it for all weights at the start of a run, and hold
   * two of each throughout.
   */
  private decay(weight: GraphVariable, keep: tf.Tensor, gradient: tf.Tensor): void {
    const inputs = [weight.current, this.symbolOf(keep), controlOf(this.symbolOf(gradient))];
    weight.assign(`${this.graph.add('Mul', inputs, { T: typeAttribute('float32') })}:0`);
  }

  /** Ends the graph: what the step changed is written, and its results wait for that. */
  close(outputs: readonly tf.Tensor[]): GraphVariable[] {
    for (const [start, variable] of this.starts) {
      if (variable.dataId === start) continue;
      const [state, value] = [this.variableOf(variable), this.symbolOf(variable)];
      if (value !== state.current) state.assign(value);
    }
    const states = [...this.variables.values()];
    const { graph } = this;
    const results = outputs.map((output) => ({ symbol: this.symbolOf(output), dtype: output.dtype as 'float32' }));
    const written = states.flatMap((state) => state.close());
    const commit = graph.add('NoOp', written.map(controlOf), {});
    for (const [i, { symbol, dtype }] of results.entries()) {
      graph.add('Identity', [symbol, controlOf(commit)], { T: typeAttribute(dtype) }, `output${i}`);
    }
    this.addSignal('done', [commit]);
    const changing = states.filter((state) => state.changes);
    this.addSignal(
      'initialized',
      changing.map((state) => state.initializer),
    );
    const destroyed = changing.map((state) =>
      graph.add('DestroyResourceOp', [state.handle], { ignore_lookup_error: booleanAttribute(true) }),
    );
    this.addSignal('released', destroyed);
    this.addSeeds();
    return states;
  }

  /** Something to fetch once nodes have run: the addon fetches tensors only. */
  private addSignal(name: string, nodes: readonly string[]): void {
    const inputs = [this.graph.scalar(0, 'int32'), ...nodes.map(controlOf)];
    this.graph.add('Identity', inputs, { T: typeAttribute('int32') }, name);
  }

  private addSeeds(): void {
    const count = this.seeds.length;
    if (count === 0) return;
    const seeds = this.graph.placeholder('seeds', 'int32', shapeAttribute([count, 2]));
    const attributes = { num: integerAttribute(count), axis: integerAttribute(0), T: typeAttribute('int32') };
    this.graph.add('Unpack', [seeds], attributes, 'seed');
  }
}
