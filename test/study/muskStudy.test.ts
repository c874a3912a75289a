import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';

// Worker processes run the built library.
beforeAll(() => execFileSync('npm', ['run', '--silent', 'build']), 60_000);

const study = (job: object) => `require('./dist').runMuskStudy([${JSON.stringify(job)}], { processes: 1 })`;
const job = { dataset: 'musk1', method: 'mean', seed: 2, folds: 2, epochs: 1 };

it('gives the same result from another process', async () => {
  const script = `${study(job)}.then(async ([far]) => {
    const { crossValidateMusk, useEngine } = require('./dist');
    await useEngine();
    const near = await crossValidateMusk(${JSON.stringify(job)});
    console.log(JSON.stringify({ far, near }));
  })`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script]);
  const { far, near } = JSON.parse(stdout.trim().split('\n').at(-1)!);
  expect(far.foldAccuracies).toHaveLength(2);
  expect(far).toEqual(near);
});

it('fails with the name of the job when a process does', async () => {
  const script = `${study({ ...job, method: 'guess' })}.catch((error) => console.log(error.message))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script]);
  expect(stdout).toContain('musk1, guess, seed 2: Option method: found "guess"');
});

it('leaves no process behind when it is killed', async () => {
  const parent = execFile(process.execPath, ['-e', study({ ...job, seed: 987_654, epochs: 500 })]);
  const workers = () => {
    try {
      return execFileSync('pgrep', ['-P', String(parent.pid)], { encoding: 'utf8' })
        .trim()
        .split('\n')
        .map(Number);
    } catch {
      return [];
    }
  };
  await expect.poll(workers, { timeout: 30_000 }).toHaveLength(1);
  const [worker] = workers();
  parent.kill('SIGKILL');
  await expect.poll(() => isAlive(worker!), { timeout: 25_000 }).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
