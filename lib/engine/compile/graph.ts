import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repeatedAttribute, tensorAttribute, typeAttribute } from './attributes';
import type { GraphDataType } from './nativeBackend';
import { bytes, integer, message } from './protobuf';

/** A result of a node: `name:index`. As an input, `^name` waits for a node without reading it. */
export type GraphValue = string;
export type Attributes = Readonly<Record<string, Buffer>>;
export type ConstantType = 'float32' | 'int32' | 'bool';
export type ConstantValues = Float32Array | Int32Array | Uint8Array;

/** Versions of the graph format (GraphDef.versions): any TensorFlow since 2.0 reads it. */
const PRODUCER = 1395;
const OLDEST_CONSUMER = 12;

/** Up to this size equal constants are kept once. */
const SHARED_BYTES = 64;

/** The operations of most kinds of a graph, for those who look for what makes it slow. */
export type OperationCounts = Record<string, number>;

/** A TensorFlow graph under construction, in the form of its definition (GraphDef). */
export class Graph {
  private readonly nodes: Buffer[] = [];
  private readonly constants = new Map<string, GraphValue>();
  private readonly operations = new Map<string, string>();

  /** Adds a node. @returns its name */
  add(operation: string, inputs: readonly string[], attributes: Attributes, name = `n${this.nodes.length}`): string {
    this.operations.set(name, operation);
    this.nodes.push(
      message(
        1,
        bytes(1, name),
        bytes(2, operation),
        ...inputs.map((input) => bytes(3, input)),
        ...Object.entries(attributes).map(([key, value]) => message(5, bytes(1, key), bytes(2, value))),
      ),
    );
    return name;
  }

  /** The operation that makes a symbol. */
  operationOf(symbol: GraphValue): string | undefined {
    return this.operations.get(symbol.replace(/:\d+$/, ''));
  }

  constant(type: ConstantType, shape: readonly number[], values: ConstantValues): GraphValue {
    const [first] = values;
    const repeated = values.length > 1 && values.every((value) => value === first);
    const raw = repeated ? values.subarray(0, 1) : values;
    const content = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
    const key = content.length <= SHARED_BYTES ? `${type}[${shape}]${repeated}${content.toString('hex')}` : undefined;
    const known = key && this.constants.get(key);
    if (known) return known;
    const value = repeated ? repeatedAttribute(type, shape, first!) : tensorAttribute(type, shape, content);
    const symbol = `${this.add('Const', [], { dtype: typeAttribute(type), value })}:0`;
    if (key) this.constants.set(key, symbol);
    return symbol;
  }

  scalar(value: number, type: 'float32' | 'int32' = 'float32'): GraphValue {
    return this.constant(type, [], type === 'int32' ? Int32Array.of(value) : Float32Array.of(value));
  }

  placeholder(name: string, type: GraphDataType, shape: Buffer): GraphValue {
    return `${this.add('Placeholder', [], { dtype: typeAttribute(type), shape }, name)}:0`;
  }

  get size(): number {
    return this.nodes.length;
  }

  counts(): OperationCounts {
    const counts: OperationCounts = {};
    for (const operation of this.operations.values()) counts[operation] = (counts[operation] ?? 0) + 1;
    return Object.fromEntries(Object.entries(counts).sort(([, a], [, b]) => b - a));
  }

  /** Writes the graph as a SavedModel with the tag `serve`, the one form that the addon loads. */
  save(folder: string): void {
    const versions = message(4, integer(1, PRODUCER), integer(2, OLDEST_CONSUMER));
    const graph = Buffer.concat([...this.nodes, versions]);
    const metaGraph = message(2, message(1, bytes(4, 'serve')), bytes(2, graph));
    writeFileSync(join(folder, 'saved_model.pb'), Buffer.concat([integer(1, 1), metaGraph]));
  }
}
