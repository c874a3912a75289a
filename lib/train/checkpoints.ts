import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readSafetensors, writeSafetensors } from '../checkpoint';
import { writeWhole } from '../data/writeWhole';
import type { tf } from '../engine';

/** A file of tensors with its checksum. */
export interface TensorFile {
  name: string;
  sha256: string;
}

/** A checkpoint as it is read back; the tensors are the caller's. */
export interface Loaded<State> {
  state: State;
  tensors: Record<string, tf.Tensor>;
}

interface Stored<State> {
  version: 1;
  state: State;
  tensors: TensorFile;
  /** Other files of tensors that belong to it. */
  others: TensorFile[];
}

/** How many checkpoints are kept. */
const KEPT = 2;
const CHECKPOINT = /^step-(\d{8})\.json$/;
const TENSORS = /^(step|best)-\d+\.safetensors$/;
const PARTIAL = /\.partial$/;

/**
 * The checkpoints of a run in a folder: the last one and the one before. Each is a file of tensors and one of JSON that
 * names it by its checksum; the JSON comes last, so that a checkpoint that has one is whole.
 */
export class Checkpoints<State> {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder).filter((file) => PARTIAL.test(file))) rmSync(join(folder, name));
  }

  /** Steps of the checkpoints that are there, the last first. */
  private get steps(): number[] {
    const steps = readdirSync(this.folder).flatMap((name) => Number(CHECKPOINT.exec(name)?.[1] ?? Number.NaN));
    return steps.filter((step) => !Number.isNaN(step)).sort((a, b) => b - a);
  }

  /** The last checkpoint's file of JSON. */
  get last(): string | undefined {
    const [step] = this.steps;
    return step === undefined ? undefined : join(this.folder, jsonName(step));
  }

  /** Writes tensors that checkpoints may name, whole. */
  writeTensors(name: string, tensors: Readonly<Record<string, tf.Tensor>>): TensorFile {
    const path = join(this.folder, name);
    writeSafetensors(path, tensors);
    return { name, sha256: digestOf(path) };
  }

  /** @param others files of tensors that the checkpoint needs too @param kept how many checkpoints stay */
  save(
    step: number,
    state: State,
    tensors: Readonly<Record<string, tf.Tensor>>,
    others: readonly TensorFile[] = [],
    kept = KEPT,
  ): void {
    const file = this.writeTensors(tensorsName(step), tensors);
    const stored: Stored<State> = { version: 1, state, tensors: file, others: [...others] };
    writeWhole(join(this.folder, jsonName(step)), sealed(stored));
    this.prune(kept);
  }

  /**
   * The last sound checkpoint; damaged ones after it are removed.
   * @param notice told of each that is damaged
   * @throws if there are checkpoints, and none is sound
   */
  load(notice: (text: string) => void): Loaded<State> | undefined {
    const damaged = new Map<string, string>();
    for (const step of this.steps) {
      const path = join(this.folder, jsonName(step));
      try {
        const loaded = this.read(path);
        for (const [other, fault] of damaged) {
          rmSync(other);
          notice(`${fault}; went back to the checkpoint of step ${step}.`);
        }
        return loaded;
      } catch (error) {
        damaged.set(path, `${path} is damaged: ${(error as Error).message.replace(/\.$/, '')}`);
      }
    }
    if (damaged.size === 0) return undefined;
    throw new Error(`No checkpoint is sound: ${[...damaged.values()].join('; ')}. Remove the folder to begin anew.`);
  }

  private read(path: string): Loaded<State> {
    const { state, tensors, others } = unsealed<Stored<State>>(path);
    for (const { name, sha256 } of [tensors, ...others]) {
      const file = join(this.folder, name);
      if (!existsSync(file)) throw new Error(`found no ${name}, which belongs to it`);
      if (digestOf(file) !== sha256) throw new Error(`the checksum of ${name} is another`);
    }
    return { state, tensors: readSafetensors(join(this.folder, tensors.name)) };
  }

  /** Removes older checkpoints, and tensors that none of those that stay needs. */
  private prune(kept: number): void {
    const needed = new Set<string>();
    this.steps.forEach((step, i) => {
      const path = join(this.folder, jsonName(step));
      if (i >= kept) {
        rmSync(path);
        return;
      }
      try {
        const { tensors, others } = unsealed<Stored<State>>(path);
        for (const { name } of [tensors, ...others]) needed.add(name);
      } catch {
        rmSync(path); // damaged, as was noticed when it was to be read
      }
    });
    const unneeded = readdirSync(this.folder).filter((name) => TENSORS.test(name) && !needed.has(name));
    for (const name of unneeded) rmSync(join(this.folder, name));
  }
}

const padded = (step: number) => String(step).padStart(8, '0');
const jsonName = (step: number) => `step-${padded(step)}.json`;
const tensorsName = (step: number) => `step-${padded(step)}.safetensors`;

/** JSON with a checksum of itself. */
function sealed(content: object): string {
  const text = JSON.stringify(content);
  return `${JSON.stringify({ sha256: sha256(text), content })}\n`;
}

function unsealed<T>(path: string): T {
  const { sha256: expected, content } = JSON.parse(readFileSync(path, 'utf8')) as { sha256: string; content: T };
  if (sha256(JSON.stringify(content)) !== expected) throw new Error('its own checksum is another');
  return content;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** SHA-256 of a file. */
function digestOf(path: string): string {
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(1 << 20);
  const file = openSync(path, 'r');
  try {
    for (let count = 1; count > 0; ) {
      count = readSync(file, buffer, 0, buffer.length, null);
      hash.update(buffer.subarray(0, count));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}
