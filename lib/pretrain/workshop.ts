import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSafetensors, writeSafetensors } from '../checkpoint';
import { tf } from '../engine';

/** A finished stage. */
export interface Stage {
  name: string;
  folder: string;
  /** Changes with everything that the stage was made from. */
  key: string;
  seconds: number;
  /** Numbers that are worth keeping, such as losses by epoch. */
  log: unknown;
}

const RECORD = 'stage.json';
const WEIGHTS = 'weights.safetensors';

/**
 * Keeps the stages of a long work in folders, so that it can be stopped and go on: a stage that is finished, and was made
 * from the same settings and the same earlier stages, is not made again. One that was stopped midway begins anew.
 */
export class Workshop {
  constructor(
    private readonly folder: string,
    private readonly report: (line: string) => void = () => {},
  ) {}

  /**
   * @param from settings of the stage, plain JSON @param needs the stages that it reads
   * @param make writes the files of the stage into a folder, which takes its name at the end; returns the log
   */
  async stage(
    name: string,
    { from, needs = [] }: { from: object; needs?: readonly Stage[] },
    make: (folder: string) => unknown,
  ): Promise<Stage> {
    const folder = join(this.folder, name);
    const made = JSON.stringify([name, from, needs.map(({ key }) => key)]);
    const key = createHash('sha256').update(made).digest('hex').slice(0, 16);
    const known = readRecord(folder);
    if (known?.key === key) {
      this.report(`${name}: done before, in ${known.seconds} s`);
      return { ...known, name, folder };
    }
    this.report(`${name}: begun`);
    const part = `${folder}.part`;
    rmSync(part, { recursive: true, force: true });
    mkdirSync(part, { recursive: true });
    const begun = performance.now();
    const log = (await make(part)) ?? null;
    const seconds = Math.round((performance.now() - begun) / 1000);
    writeFileSync(join(part, RECORD), `${JSON.stringify({ key, seconds, from, log }, null, 1)}\n`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(part, folder);
    this.report(`${name}: ${seconds} s`);
    return { name, folder, key, seconds, log };
  }
}

function readRecord(folder: string): Pick<Stage, 'key' | 'seconds' | 'log'> | undefined {
  const file = join(folder, RECORD);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** Writes the weights of a stage. */
export function keepWeights(folder: string, weights: Iterable<readonly [string, tf.Variable]>): void {
  writeSafetensors(join(folder, WEIGHTS), Object.fromEntries(weights));
}

/** The weights of a stage by name, for whoever calls to dispose of. */
export function weightsOf({ folder }: Pick<Stage, 'folder'>): Record<string, tf.Tensor> {
  return readSafetensors(join(folder, WEIGHTS));
}

/** Sets weights from stages; each must have a stage that knows it. @throws with the names of those that have none */
export function takeWeights(weights: Iterable<readonly [string, tf.Variable]>, stages: readonly Stage[]): void {
  const known = stages.map(weightsOf);
  try {
    for (const [name, variable] of weights) {
      const tensor = known.find((tensors) => tensors[name])?.[name];
      if (!tensor) throw new Error(`${name}: found in none of ${stages.map((stage) => stage.name).join(', ')}.`);
      variable.assign(tensor);
    }
  } finally {
    for (const tensors of known) tf.dispose(Object.values(tensors));
  }
}
