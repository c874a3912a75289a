import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBlip2, type TrainingOptions } from '../../lib';
import { describeNative } from '../engines';
import { SETTINGS, shapesOf } from './tiny';

const settings: TrainingOptions = { ...SETTINGS, batch: 3, accumulate: 1, epochs: 3, dropout: 0.1 };

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'mivpg-killed-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Life {
  /** Which call to the file system is the last. */
  call?: number;
  /** Killed so many milliseconds after a step was taken. */
  step?: number;
  after?: number;
}

/** @returns whether it came to its end */
function live(folder: string, { call, step, after = 0 }: Life = {}): Promise<boolean> {
  const args = [join(__dirname, 'worker.cjs'), folder, join(root, 'model'), JSON.stringify(settings)];
  const child = spawn(process.execPath, call === undefined ? args : [...args, String(call)]);
  let said = '';
  let failure = '';
  let steps = 0;
  child.stdout.on('data', (text) => {
    said += text;
    steps = said.split('step ').length - 1;
    if (step !== undefined && steps >= step) setTimeout(() => child.kill('SIGKILL'), after);
  });
  child.stderr.on('data', (text) => {
    failure += text;
  });
  return new Promise((resolve, reject) => {
    child.on('close', (code, signal) => {
      if (code !== 0 && signal !== 'SIGKILL') reject(new Error(failure));
      else resolve(code === 0);
    });
  });
}

const last = (folder: string) => {
  const checkpoints = join(folder, 'checkpoints');
  const names = readdirSync(checkpoints).sort();
  return {
    names,
    files: names.filter((name) => name.endsWith('.safetensors')).map((name) => readFileSync(join(checkpoints, name))),
  };
};

const lines = (folder: string) =>
  readFileSync(join(folder, 'log.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ kind }) => kind !== 'start')
    .map((line) => ({ ...line, seconds: undefined }));

describeNative('a training run that is killed', () => {
  it('ends with the same bits, whenever it was killed', async () => {
    createBlip2(join(root, 'model'), shapesOf('t5', 1), { seed: 1 });
    const [whole, killed] = [join(root, 'whole'), join(root, 'killed')];
    expect(await live(whole)).toBe(true);
    const lives: Life[] = [{ step: 3, after: 7 }, { call: 60 }, { step: 2, after: 30 }];
    for (const life of lives) expect(await live(killed, life), JSON.stringify(life)).toBe(false);
    expect(await live(killed)).toBe(true);
    const [expected, found] = [last(whole), last(killed)];
    expect(found.names).toEqual(expected.names);
    expect(found.files.map((file, i) => file.equals(expected.files[i]!))).toEqual(expected.files.map(() => true));
    expect(lines(killed)).toEqual(lines(whole));
  }, 180_000);
});
