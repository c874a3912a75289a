import { type Bfloat16Matrix, tf } from '../engine';
import { Parameters, type Scope } from '../nn';
import type { CheckpointFolder, ReadTensorOptions } from './folder';

/** What checkpoint and model may differ in. */
export interface RestoreOptions extends ReadTensorOptions {
  /** Of the parameters that are new (default 0). */
  seed?: number;
  /** Parameters that the checkpoint may lack; they get their initial values. Default: none. */
  mayBeNew?: (name: string) => boolean;
  /** Matrices of linear maps that stay in bfloat16 and are frozen: half of the memory. Default: none. */
  keepHalf?: (name: string) => boolean;
  /** Tensors of the checkpoint that the model may leave unread. Default: none. */
  mayBeUnused?: (name: string) => boolean;
}

/** A model with the weights of a checkpoint. */
export interface Restored<M> {
  model: M;
  parameters: Parameters;
  /** Names of the parameters that the checkpoint lacks. */
  fresh: string[];
}

/**
 * Builds a model whose parameters come from a checkpoint, tensor by tensor as its layers ask for them: what it takes
 * beyond the model's own memory is the largest tensor.
 *
 * @param build makes the model in the scope, e.g. `(scope) => new QFormer(scope, options)`
 * @throws on missing, unused and wrongly shaped tensors, all with their names; then nothing is kept
 */
export function restore<M>(
  weights: CheckpointFolder,
  build: (scope: Scope) => M,
  { seed = 0, mayBeNew = no, mayBeUnused = no, keepHalf = no, ...reading }: RestoreOptions = {},
): Restored<M> {
  const problems: string[] = [];
  const asked = new Set<string>();
  const fresh: string[] = [];

  const stored = (name: string, shape: readonly number[]): tf.Tensor | undefined => {
    asked.add(name);
    if (!weights.has(name)) {
      if (mayBeNew(name)) fresh.push(name);
      else problems.push(`missing: ${name} [${shape}]`);
    } else if (`${weights.shape(name)}` !== `${shape}`) {
      problems.push(`${name}: found [${weights.shape(name)}], expected [${shape}]`);
    }
    // After a problem the rest of the model is built without numbers, to list every problem at once.
    if (problems.length > 0) return tf.zeros([...shape]);
    return weights.has(name) ? weights.read(name, reading) : undefined;
  };

  const storedHalf = (name: string, shape: readonly [number, number]): Bfloat16Matrix | undefined => {
    if (!keepHalf(name) || !weights.has(name) || `${weights.shape(name)}` !== `${shape}` || problems.length > 0) return;
    asked.add(name);
    return weights.readBfloat16(name, reading);
  };

  const parameters = new Parameters(seed, { stored, storedHalf });
  try {
    const model = build(parameters.root());
    const unused = weights.names.filter((name) => !asked.has(name) && !mayBeUnused(name));
    problems.push(...unused.map((name) => `unused: ${name} [${weights.shape(name)}]`));
    if (problems.length > 0) throw new Error(misfit(weights.path, problems));
    return { model, parameters, fresh };
  } catch (error) {
    parameters.dispose();
    throw error;
  }
}

const no = () => false;

/** How many problems a message lists. */
const LISTED = 40;

function misfit(path: string, problems: string[]): string {
  const more = problems.length > LISTED ? [`and ${problems.length - LISTED} more`] : [];
  return [
    `${path}: the weights do not fit the model:`,
    ...[...problems.slice(0, LISTED), ...more].map((problem) => `  ${problem}`),
    hint(problems),
  ].join('\n');
}

function hint(problems: string[]): string {
  const kinds = (prefix: string) => problems.some((problem) => problem.startsWith(prefix));
  if (kinds('missing: ') && kinds('unused: '))
    return 'Names differ: is this a checkpoint of another model, or do its names carry another prefix?';
  if (kinds('missing: '))
    return 'The checkpoint lacks a part of the model: is it whole, and does config.json belong to it?';
  if (kinds('unused: ')) return 'The checkpoint holds more than the model: is its config.json that of a smaller model?';
  return 'Sizes differ: do the options (config.json) belong to these weights?';
}
