import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type ExecutorHooks, type Job, jobId } from '../../../lib/study/executors';
import type { Runners } from '../../../lib/study/executors/runJob';

/** The program of children that run fakes: see there. */
export const entry = join(__dirname, 'fake.cjs');

/** The same fakes for this process. */
export const { runners } = createRequire(__filename)(entry) as { runners: Runners };

export interface FakeSpec {
  name: string;
  steps: number;
  holdAt?: number;
  fails?: 'throw' | 'crash' | 'deaf';
}

export function fakeJob(root: string, spec: FakeSpec): Job<FakeSpec> {
  const id = jobId('run', spec);
  return { id, spec, folder: join(root, 'runs', id) };
}

/** What a fake run did: its steps one by one, and that it finished. */
export function logOf({ folder }: Job): string[] {
  const path = join(folder, 'log.txt');
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
}

/** The log of a run that did each step once, and finished once. */
export const wholeLog = ({ spec }: Job<FakeSpec>): string[] => [
  ...Array.from({ length: spec.steps }, (_, i) => String(i + 1)),
  'finished',
];

/** Lets a run that holds go on. */
export function letGo({ folder }: Job): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'go'), '');
}

/** Hooks that can be waited on. */
export class Watch implements ExecutorHooks {
  readonly texts: string[] = [];
  private readonly waiting: { pattern: RegExp; resolve(match: RegExpExecArray): void }[] = [];

  constructor(readonly signal?: AbortSignal) {}

  readonly onProgress = (job: Job, share: number, text: string) =>
    this.note(`${(job.spec as FakeSpec).name} ${share} ${text}`);
  readonly onOutcome = (job: Job, { state }: { state: string }) =>
    this.note(`${(job.spec as FakeSpec).name} is ${state}`);
  readonly onNotice = (text: string) => this.note(text);

  /** The first text, past or to come, that matches. */
  seen(pattern: RegExp): Promise<RegExpExecArray> {
    const known = this.texts.map((text) => pattern.exec(text)).find((match) => match !== null);
    if (known) return Promise.resolve(known);
    return new Promise((resolve) => this.waiting.push({ pattern, resolve }));
  }

  private note(text: string): void {
    this.texts.push(text);
    for (const { pattern, resolve } of this.waiting) {
      const match = pattern.exec(text);
      if (match) resolve(match);
    }
  }
}

/** Whether a process runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
