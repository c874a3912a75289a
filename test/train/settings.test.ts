import { expect, it } from 'vitest';
import { type TrainingOptions, trainingSettings } from '../../lib';

it("has BLIP-2's defaults, in plain JSON", () => {
  const settings = trainingSettings();
  expect(settings).toMatchObject({
    epochs: 5,
    batch: 16,
    weightDecay: 0.05,
    clipNorm: 0,
    schedule: { kind: 'lavis', peak: 1e-5, minimum: 0, warmupStart: 1e-8, warmupSteps: 1000 },
    generation: { beams: 5, maxTokens: 30, minTokens: 8 },
  });
  expect(trainingSettings(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
});

it('changes what is given, inner settings one by one', () => {
  const { schedule, generation } = trainingSettings({ schedule: { kind: 'cosine' }, generation: { beams: 1 } });
  expect(schedule).toEqual({ kind: 'cosine', peak: 1e-5, minimum: 0, warmupStart: 1e-8, warmupSteps: 1000 });
  expect(generation).toEqual({ beams: 1, maxTokens: 30, minTokens: 8 });
});

it.each<[unknown, RegExp]>([
  [{ epoch: 3 }, /Unknown setting epoch: expected one of epochs, batch/],
  [{ schedule: { peek: 1 } }, /Unknown setting schedule\.peek: expected one of kind, peak/],
  [{ epochs: '3' }, /Setting epochs: found "3", expected a number/],
  [{ epochs: 0 }, /epochs: found 0, expected a whole number of at least 1/],
  [{ patience: -1 }, /patience: found -1, expected a whole number of at least 0/],
  [{ dropout: 1 }, /dropout: found 1, expected a number in \[0, 1\)/],
  [{ clipNorm: -1 }, /clipNorm: found -1, expected a number of at least 0/],
  [{ precision: 'half' }, /precision: found "half", expected one of float32, bf16/],
  [{ schedule: { kind: 'step' } }, /schedule\.kind: found "step", expected one of lavis, cosine, constant/],
  [{ generation: { maxTokens: 4 } }, /generation\.minTokens: found 8, expected at most maxTokens, 4/],
])('refuses %o', (options, message) => {
  expect(() => trainingSettings(options as TrainingOptions)).toThrow(message);
});
