import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createSchedule, type ScheduleOptions } from '../../lib';

interface Reference {
  init_lr: number;
  min_lr: number;
  warmup_start_lr: number;
  warmup_steps: number;
  max_epoch: number;
}

const reference = JSON.parse(
  readFileSync(join(__dirname, '..', 'parity', 'fixtures', 'optimizer', 'trajectory.json'), 'utf8'),
) as {
  schedule: Reference;
  steps_per_epoch: number;
  lr: number[];
  other_schedules: { schedule: Reference; steps_per_epoch: number; lr: number[] }[];
};

function rates(options: ScheduleOptions): number[] {
  const schedule = createSchedule(options);
  return Array.from({ length: options.epochs * options.stepsPerEpoch }, (_, i) =>
    schedule({ epoch: Math.floor(i / options.stepsPerEpoch), step: i % options.stepsPerEpoch }),
  );
}

describe('learning-rate schedules', () => {
  const cases = [
    { schedule: reference.schedule, steps_per_epoch: reference.steps_per_epoch, lr: reference.lr },
    ...reference.other_schedules,
  ];
  cases.forEach(({ schedule, steps_per_epoch: stepsPerEpoch, lr }, i) => {
    test(`lavis equals the reference (${i})`, () => {
      const found = rates({
        kind: 'lavis',
        peak: schedule.init_lr,
        minimum: schedule.min_lr,
        warmupStart: schedule.warmup_start_lr < 0 ? undefined : schedule.warmup_start_lr,
        warmupSteps: schedule.warmup_steps,
        epochs: schedule.max_epoch,
        stepsPerEpoch,
      });
      expect(found).toHaveLength(lr.length);
      found.forEach((rate, step) => {
        expect(rate / lr[step]!, `step ${step}`).toBeCloseTo(1, 12);
      });
    });
  });

  test('cosine warms up across epochs, peaks once and ends at the minimum', () => {
    const found = rates({
      kind: 'cosine',
      peak: 1,
      minimum: 0.1,
      warmupStart: 0,
      warmupSteps: 6,
      epochs: 5,
      stepsPerEpoch: 4,
    });
    expect(found.slice(0, 3)).toEqual([0, 1 / 6, 2 / 6]);
    expect(found.indexOf(Math.max(...found))).toBe(6);
    expect(found[6]).toBe(1);
    expect(found.at(-1)).toBeCloseTo(0.1, 12);
    const falling = found.slice(6);
    expect(falling.every((rate, i) => i === 0 || rate < falling[i - 1]!)).toBe(true);
    falling.forEach((rate, i) => {
      expect(rate + falling.at(-1 - i)!).toBeCloseTo(1.1, 12); // a cosine is symmetric about its middle
    });
  });

  test('constant is the peak', () => {
    expect(rates({ kind: 'constant', peak: 2, epochs: 1, stepsPerEpoch: 2 })).toEqual([2, 2]);
  });

  test('impossible options are errors that say what is allowed', () => {
    const good: ScheduleOptions = { kind: 'cosine', peak: 1, epochs: 1, stepsPerEpoch: 1 };
    expect(() => createSchedule({ ...good, epochs: 0 })).toThrow('Option epochs: found 0');
    expect(() => createSchedule({ ...good, kind: 'linear' as 'cosine' })).toThrow(
      'found "linear", expected one of lavis, cosine, constant',
    );
  });
});
