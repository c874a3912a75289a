import { type Bfloat16Matrix, engineInfo, tf } from '../engine';
import type { Initializer } from './initializers';
import { Random } from './random';

/** Values to load, by full parameter name; the shapes must be those of the parameters. */
export type NamedTensors = Readonly<Record<string, tf.Tensor>>;

/** Where parameters get their first values, and how they are kept. */
export interface ParametersOptions {
  /**
   * Trains that many models of one architecture side by side, e.g. the folds of a cross-validation: each parameter gets a
   * leading axis [members, ...], and the layers give batch element k to member k. Layers made of linear maps, layer norms
   * and learnable rows support it.
   */
  members?: number;
  /**
   * Gives a parameter its value at creation, instead of its initializer: a fresh tensor, which becomes the parameter's;
   * undefined: the initializer. So a checkpoint's weights take their memory once.
   */
  stored?: (name: string, shape: readonly number[]) => tf.Tensor | undefined;
  /** The same for the matrix of a linear map that is to stay in bfloat16, frozen. */
  storedHalf?: (name: string, shape: readonly [number, number]) => Bfloat16Matrix | undefined;
}

/**
 * The parameters of one model, by name, e.g. `qformer.encoder.layer.0.crossattention.attention.query.weight`.
 * Names and shapes equal those of Hugging Face checkpoints, so that weights load without a mapping table.
 */
export class Parameters {
  private readonly variables = new Map<string, tf.Variable>();
  private readonly halves = new Map<string, Bfloat16Matrix>();
  private readonly random: Random;

  /** @param seed of the initial values; a parameter's values depend on the seed and its own name alone */
  constructor(
    seed = 0,
    private readonly options: ParametersOptions = {},
  ) {
    engineInfo();
    this.random = new Random(seed);
  }

  /** The scope without a prefix, to build a model in. */
  root(): Scope {
    return new Scope(this, '');
  }

  /** Makes a parameter. @throws when the name is taken */
  create(name: string, shape: readonly number[], initializer: Initializer): tf.Variable {
    this.checkFree(name);
    const variable = tf.tidy(() => tf.variable(this.initialValue(name, shape, initializer)));
    this.variables.set(name, variable);
    return variable;
  }

  /** The matrix of a linear map: a parameter like any other, or a frozen one in bfloat16. */
  createMatrix(name: string, shape: readonly [number, number], initializer: Initializer): tf.Variable | Bfloat16Matrix {
    this.checkFree(name);
    const half = this.options.storedHalf?.(name, shape);
    if (!half) return this.create(name, shape, initializer);
    this.halves.set(name, half);
    return half;
  }

  private checkFree(name: string): void {
    if (this.variables.has(name) || this.halves.has(name))
      throw new Error(`The parameter "${name}" exists already: two layers share a scope.`);
  }

  private initialValue(name: string, shape: readonly number[], initializer: Initializer): tf.Tensor {
    const draw = (random: Random) => tf.tensor(initializer(shape, random), [...shape], 'float32');
    const { members, stored } = this.options;
    const value = stored?.(name, shape);
    if (value) return value;
    if (members === undefined) return draw(this.random.child(name));
    return tf.stack(Array.from({ length: members }, (_, k) => draw(this.random.child(`${k}/${name}`))));
  }

  /** Of the parameters in float32, which can be trained, listed and loaded. */
  get names(): string[] {
    return [...this.variables.keys()];
  }

  /** Of the matrices that are frozen in bfloat16. */
  get halfNames(): string[] {
    return [...this.halves.keys()];
  }

  /** All parameters, or those whose name passes the filter, in order of creation. */
  list(filter: (name: string) => boolean = () => true): tf.Variable[] {
    return [...this.variables].filter(([name]) => filter(name)).map(([, variable]) => variable);
  }

  /** Names and parameters, in the order in which they were made. */
  entries(): IterableIterator<[string, tf.Variable]> {
    return this.variables.entries();
  }

  /** All parameters by name, the matrices that are frozen in bfloat16 too: what a checkpoint holds. */
  all(): [string, tf.Variable | Bfloat16Matrix][] {
    return [...this.variables, ...this.halves];
  }

  /** @throws if there is no parameter of that name */
  get(name: string): tf.Variable {
    const variable = this.variables.get(name);
    if (!variable) throw new Error(`No parameter "${name}". There are: ${this.names.join(', ')}.`);
    return variable;
  }

  /** How many numbers the parameters hold together, frozen matrices included. */
  get count(): number {
    return [...this.variables.values(), ...this.halves.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * Sets parameters from tensors of the same names and shapes; the caller keeps the tensors.
   * Nothing is changed unless everything fits.
   * With `partial` (default false) parameters without a tensor keep their values.
   * @throws on missing, unknown or wrongly shaped tensors, with their names
   */
  load(tensors: NamedTensors, { partial = false }: { partial?: boolean } = {}): void {
    const problems = Object.entries(tensors).flatMap(([name, tensor]) => {
      const shape = this.variables.get(name)?.shape;
      if (!shape) return [`unknown: ${name}`];
      return `${shape}` === `${tensor.shape}` ? [] : [`${name}: found [${tensor.shape}], expected [${shape}]`];
    });
    if (!partial) problems.push(...this.names.filter((name) => !(name in tensors)).map((name) => `missing: ${name}`));
    if (problems.length > 0) throw new Error(`The weights do not fit the model:\n  ${problems.join('\n  ')}`);
    for (const [name, tensor] of Object.entries(tensors)) this.get(name).assign(tensor);
  }

  /** Frees all parameters. */
  dispose(): void {
    for (const parameter of [...this.variables.values(), ...this.halves.values()]) parameter.dispose();
    this.variables.clear();
    this.halves.clear();
  }
}

/** A place in a model's tree of names, from which a layer makes its parameters. */
export class Scope {
  constructor(
    private readonly parameters: Parameters,
    private readonly prefix: string,
  ) {}

  /** The names of this place and those above it, joined by dots. */
  get path(): string {
    return this.prefix.slice(0, -1);
  }

  /** The parameters that have been made here and below. */
  list(): tf.Variable[] {
    return this.parameters.list((name) => name.startsWith(this.prefix));
  }

  /** The part of the scope below `name`. */
  child(name: string | number): Scope {
    return new Scope(this.parameters, `${this.prefix}${name}.`);
  }

  /** Makes a parameter of this scope. @throws when its name is taken */
  parameter(name: string, shape: readonly number[], initializer: Initializer): tf.Variable {
    return this.parameters.create(this.prefix + name, shape, initializer);
  }

  /** Makes the matrix of a linear map, kept in bfloat16 where the parameters say so. @throws when its name is taken */
  matrix(name: string, shape: readonly [number, number], initializer: Initializer): tf.Variable | Bfloat16Matrix {
    return this.parameters.createMatrix(this.prefix + name, shape, initializer);
  }
}
