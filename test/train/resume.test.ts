import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  blip2Captioner,
  loadWeights,
  type TrainingData,
  type TrainingReport,
  type TrainOptions,
  trainCaptioner,
} from '../../lib';
import { describeEngines, describeNative } from '../engines';
import { makeSamples, makeTiny, SETTINGS } from './tiny';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mivpg-resume-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const validation = makeSamples(2, [4], 2);
const data: TrainingData = { train: makeSamples(8), validation, fixed: validation.slice(0, 1) };

interface Ended {
  report?: TrainingReport;
  failure?: Error;
  /** All trained numbers. */
  weights: number[];
}

/** Trains a new tiny captioner in a folder, as a process of its own would. */
async function run(name: string, options: Partial<TrainOptions> = {}, samples = data): Promise<Ended> {
  const model = await makeTiny('t5', {}, 1);
  const captioner = blip2Captioner(model, { sizes: [4], captionBatch: 2 });
  try {
    const settings = { ...SETTINGS, folder: join(root, name), ...options };
    const { report, failure } = await trainCaptioner(captioner, samples, settings).then(
      (report) => ({ report, failure: undefined }),
      (failure: Error) => ({ report: undefined, failure }),
    );
    return { report, failure, weights: captioner.weights().flatMap(([, weight]) => [...weight.dataSync()]) };
  } finally {
    captioner.dispose();
    model.dispose();
  }
}

/** Stops after so many steps. */
function stopAfter(steps: number): Pick<TrainOptions, 'signal' | 'onProgress'> {
  const stop = new AbortController();
  return {
    signal: stop.signal,
    onProgress: ({ done, loss }) => loss !== undefined && done === steps && stop.abort(new Error('enough')),
  };
}

const checkpointsOf = (name: string) => readdirSync(join(root, name, 'checkpoints')).sort();
const logOf = (name: string) =>
  readFileSync(join(root, name, 'log.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describeEngines('a training run that was stopped', () => {
  it.each([{ accumulate: 1 }, { accumulate: 2 }])('goes on as if it had not: %o', async ({ accumulate }) => {
    const settings = { batch: 2, accumulate, clipNorm: 1 };
    const whole = await run('whole', settings);
    for (const step of [1, 3]) {
      const { failure } = await run('stopped', { ...settings, ...stopAfter(step) });
      expect(failure?.message).toBe('enough');
    }
    const resumed = await run('stopped', settings);
    expect(resumed.weights).toEqual(whole.weights);
    expect(resumed.report!.epochs).toEqual(whole.report!.epochs);
    const losses = (name: string) =>
      logOf(name).flatMap(({ kind, step, loss }) => (kind === 'step' ? [[step, loss]] : []));
    expect(losses('stopped')).toEqual(losses('whole'));
    expect(losses('whole').map(([step]) => step)).toEqual(Array.from({ length: 8 / accumulate }, (_, i) => i + 1));
  });
});

describeNative('the folder of a training run', () => {
  it('holds the last weights and the best, and gives them to a captioner; what ended is not trained again', async () => {
    const { report, weights } = await run('run');
    expect(checkpointsOf('run').filter((name) => !name.startsWith('best'))).toEqual([
      'step-00000004.json',
      'step-00000004.safetensors',
    ]);
    const again = await run('run');
    expect(again.weights).toEqual(weights);
    expect(again.report!.epochs).toEqual(report!.epochs);
    expect(again.report!.secondsPerStep).toBeUndefined();
    const model = await makeTiny('t5', {}, 1);
    const captioner = blip2Captioner(model);
    loadWeights(captioner, report!.best!.weights);
    expect(report!.best!.score).toBe(Math.max(...report!.epochs.map(({ score }) => score!)));
    captioner.dispose();
    model.dispose();
  });

  it('goes back to the checkpoint before a damaged one, says so, and ends as if nothing had been', async () => {
    const whole = await run('whole');
    await run('run', { ...stopAfter(3), checkpoints: { steps: 1 } });
    const path = join(root, 'run', 'checkpoints', 'step-00000003.safetensors');
    const bytes = readFileSync(path);
    bytes[bytes.length - 5]! ^= 1;
    writeFileSync(path, bytes);
    const told: string[] = [];
    const resumed = await run('run', { onNotice: (text) => told.push(text) });
    expect(told).toEqual([expect.stringMatching(/step-00000003\.json is damaged: the checksum .* of step 2\.$/)]);
    expect(resumed.report!.notices).toEqual(told);
    expect(logOf('run')).toContainEqual({ kind: 'notice', text: told[0] });
    expect(resumed.weights).toEqual(whole.weights);
  });

  it('says when no checkpoint is sound, and leaves all as it is', async () => {
    await run('run', { ...stopAfter(3), checkpoints: { steps: 1 } });
    const names = checkpointsOf('run');
    for (const name of names.filter((file) => file.endsWith('.json'))) {
      writeFileSync(join(root, 'run', 'checkpoints', name), '{"sha256":"0","content":{}}');
    }
    const { failure } = await run('run');
    expect(failure?.message).toMatch(/No checkpoint is sound: .*its own checksum is another.*Remove the folder/);
    expect(checkpointsOf('run')).toEqual(names);
  });

  it('is refused to another run, which is told the difference', async () => {
    await run('run');
    const before = readFileSync(join(root, 'run', 'log.jsonl'));
    const { failure } = await run('run', { schedule: { ...SETTINGS.schedule, peak: 0.5 } });
    expect(failure?.message).toMatch(/holds another run: setting schedule\.peak: found 0\.01, expected 0\.5/);
    const others = await run('run', {}, { ...data, train: makeSamples(8, [4], 9) });
    expect(others.failure?.message).toMatch(/its samples or their captions are others/);
    expect(readFileSync(join(root, 'run', 'log.jsonl'))).toEqual(before);
  });

  it('loses nothing on a full disk', async () => {
    const whole = await run('whole');
    const partial = join(root, 'run', 'checkpoints', `step-00000003.safetensors.${process.pid}.partial`);
    const { failure } = await run('run', {
      checkpoints: { steps: 1 },
      onProgress: ({ done }) => done === 2 && !existsSync(partial) && symlinkSync('/dev/full', partial),
    });
    expect(failure?.message).toMatch(/ENOSPC/);
    expect(checkpointsOf('run')).toEqual(expect.arrayContaining(['step-00000002.json', 'step-00000002.safetensors']));
    expect(checkpointsOf('run').some((name) => name.includes('00000003'))).toBe(false);
    expect((await run('run')).weights).toEqual(whole.weights);
  });

  it('keeps the state when something outside of a step fails', async () => {
    const whole = await run('whole');
    const { failure } = await run('run', {
      onProgress: ({ done }) => {
        if (done === 3) throw new Error('interrupted');
      },
    });
    expect(failure?.message).toBe('interrupted');
    expect(checkpointsOf('run')).toContain('step-00000003.json');
    expect((await run('run')).weights).toEqual(whole.weights);
  });
});

describeNative('a training run that diverges', () => {
  const withNaN = (sample: number): TrainingData => ({
    train: data.train.map((one, i) => {
      const bag = { shape: [4, 16], values: new Float32Array(64).fill(Number.NaN) };
      return i === sample ? { ...one, bag: (epoch?: number) => (epoch === 1 ? bag : one.bag!(epoch)) } : one;
    }),
  });

  it('stops with the step, the samples and the last good checkpoint', async () => {
    const { failure } = await run('run', {}, withNaN(5));
    expect(failure?.message).toMatch(
      /diverged: found the loss NaN at step \d of epoch 2 \(step \d of the run\), samples .*1-5.* Last good checkpoint: .*step-00000002\.json\./,
    );
    expect(checkpointsOf('run').filter((name) => name.endsWith('.json'))).toEqual([
      'step-00000000.json',
      'step-00000002.json',
    ]);
  });

  it('never saves weights that are not finite', async () => {
    const { failure } = await run('run', { schedule: { kind: 'constant', peak: 1e38 }, weightDecay: 1e3 });
    expect(failure?.message).toMatch(/diverged: found (the loss NaN|weights that are not finite)/);
    expect(checkpointsOf('run').filter((name) => name.endsWith('.json'))).toEqual(['step-00000000.json']);
  });
});
