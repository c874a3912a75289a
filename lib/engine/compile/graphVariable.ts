import type { tf } from '../tf';
import { shapeAttribute, stringAttribute, typeAttribute } from './attributes';
import { RecordingError } from './failure';
import type { Graph, GraphValue } from './graph';
import type { GraphDataType } from './nativeBackend';

/** The input that waits for a symbol's node. */
export const controlOf = (symbol: GraphValue) => `^${symbol.replace(/:\d+$/, '')}`;

/**
 * A `tf.Variable` in a graph. One that a step only reads is fed to each run. One that it changes lives in the session,
 * as a resource: read once at the start, written at the end, and handed over when JavaScript asks for it.
 */
export class GraphVariable {
  /** The graph's value of the variable: what its next reader gets. */
  current: GraphValue;
  readonly start: GraphValue;
  /** The node that wrote the resource last. */
  private written?: string;

  constructor(
    readonly variable: tf.Variable,
    private readonly index: number,
    private readonly graph: Graph,
  ) {
    this.start = `variable${index}:0`;
    this.current = this.start;
  }

  get changes(): boolean {
    return this.written !== undefined;
  }

  /** The resource; its node is made by `close`. */
  get handle(): GraphValue {
    return `handle${this.index}:0`;
  }

  /** The placeholder through which a resource gets its first value. */
  get initial(): GraphValue {
    return `initial${this.index}:0`;
  }

  /** The node that gives a resource its first value. */
  get initializer(): string {
    return `initialize${this.index}`;
  }

  /** Control inputs of a node that writes the resource: after all earlier reads and writes. */
  get before(): string[] {
    return [this.start, ...(this.written ? [this.written, this.current] : [])].map(controlOf);
  }

  private get type(): GraphDataType {
    if (this.variable.dtype === 'string' || this.variable.dtype === 'complex64') {
      throw new RecordingError(`the variable ${this.variable.name} is of type ${this.variable.dtype}.`);
    }
    return this.variable.dtype as GraphDataType;
  }

  /** Writes a value to the resource. */
  assign(value: GraphValue): void {
    const inputs = [this.handle, value, ...this.before];
    this.written = this.graph.add('AssignVariableOp', inputs, { dtype: typeAttribute(this.type) });
    this.current = value;
  }

  /** Notes that a node changed the resource in place, and reads it again. */
  changedBy(node: string): void {
    this.written = node;
    const inputs = [this.handle, controlOf(node)];
    this.current = `${this.graph.add('ReadVariableOp', inputs, { dtype: typeAttribute(this.type) })}:0`;
  }

  /** Makes the nodes of the variable itself, once it is known whether the step changes it. @returns the last writer */
  close(): string[] {
    const { graph, index } = this;
    const dtype = typeAttribute(this.type);
    const shape = shapeAttribute(this.variable.shape);
    if (!this.written) {
      graph.placeholder(`variable${index}`, this.type, shape);
      return [];
    }
    graph.add('VarHandleOp', [], { dtype, shape, shared_name: stringAttribute(`v${index}`) }, `handle${index}`);
    graph.add('ReadVariableOp', [this.handle], { dtype }, `variable${index}`);
    graph.placeholder(`initial${index}`, this.type, shape);
    graph.add('AssignVariableOp', [this.handle, this.initial], { dtype }, this.initializer);
    return [this.written];
  }
}
