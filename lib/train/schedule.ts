import { checkCount } from '../nn';

/** Shapes of the learning rate over time. */
export const scheduleKinds = ['lavis', 'cosine', 'constant'] as const;

/** Where a run is; all counted from 0. */
export interface RunPosition {
  epoch: number;
  /** Within the epoch. */
  step: number;
}

/** The learning rate at a place of the run. */
export type Schedule = (position: RunPosition) => number;

/** How the learning rate runs over training. */
export interface ScheduleOptions {
  /**
   * `lavis`: as BLIP-2's code: warm-up within epoch 0 only, then a cosine by whole epochs, which jumps up where epoch 0
   * was shorter than the warm-up and never reaches the minimum. `cosine`: linear warm-up over `warmupSteps`, however
   * many epochs they span, then one cosine, step by step, down to the minimum. `constant`: the peak throughout.
   */
  kind: (typeof scheduleKinds)[number];
  /** The learning rate after warm-up. */
  peak: number;
  /** Default 0. */
  minimum?: number;
  /** The learning rate of the first step, if there is a warm-up; default: the peak, which is no warm-up. */
  warmupStart?: number;
  /** Default 0. */
  warmupSteps?: number;
  epochs: number;
  stepsPerEpoch: number;
}

/**
 * Makes a learning-rate schedule.
 * @throws on unknown kinds and on counts that are no whole number of at least 1
 */
export function createSchedule(options: ScheduleOptions): Schedule {
  const { kind, peak, minimum = 0, warmupStart = peak, warmupSteps = 0, epochs, stepsPerEpoch } = options;
  checkCount('epochs', epochs);
  checkCount('stepsPerEpoch', stepsPerEpoch);
  const cosine = (share: number) => minimum + (peak - minimum) * 0.5 * (1 + Math.cos(Math.PI * share));
  const warmUp = (step: number) =>
    Math.min(peak, warmupStart + ((peak - warmupStart) * step) / Math.max(warmupSteps, 1));
  switch (kind) {
    case 'lavis':
      return ({ epoch, step }) => (epoch === 0 ? warmUp(step) : cosine(epoch / epochs));
    case 'cosine': {
      const last = Math.max(1, epochs * stepsPerEpoch - 1 - warmupSteps);
      return ({ epoch, step }) => {
        const count = epoch * stepsPerEpoch + step;
        return count < warmupSteps ? warmUp(count) : cosine(Math.min(1, (count - warmupSteps) / last));
      };
    }
    case 'constant':
      return () => peak;
    default:
      throw new Error(`Option kind: found "${kind as string}", expected one of ${scheduleKinds.join(', ')}.`);
  }
}
