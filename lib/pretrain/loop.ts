import { type CompiledStep, compile, tf, tidy } from '../engine';
import { AdamW, type AdamWOptions, createSchedule } from '../train';

/** How long, how fast and how much at once. */
export interface LoopSettings {
  epochs: number;
  batch: number;
  /** Peak of a cosine schedule that ends at a fiftieth of it. */
  learningRate: number;
  /** Steps of linear warm-up (default: a twentieth of all). */
  warmupSteps?: number;
  /** Default 0.05. */
  weightDecay?: number;
}

/** Losses by name; `total` is what is trained on. */
export type Losses = Record<string, tf.Scalar> & { total: tf.Scalar };

/** The means of an epoch. */
export interface EpochLog {
  epoch: number;
  seconds: number;
  losses: Record<string, number>;
}

export interface LoopInputs<Batch extends object> {
  /** What is trained, by name. */
  weights: readonly (readonly [string, tf.Variable])[];
  stepsPerEpoch: number;
  /** The batches of an epoch, as tensors; the loop disposes of them. */
  batches: (epoch: number) => Iterable<Batch> | AsyncIterable<Batch>;
  /** Recordable: tensors in, scalars out. */
  losses: (batch: Batch) => Losses;
  optimiser?: AdamWOptions;
  onEpoch?: (log: EpochLog) => void;
}

/** Trains by AdamW in a compiled step of bfloat16 products. @throws when a loss is no number any more */
export async function trainLoop<Batch extends object>(
  settings: LoopSettings,
  { weights, stepsPerEpoch, batches, losses, optimiser: options, onEpoch }: LoopInputs<Batch>,
): Promise<EpochLog[]> {
  const { epochs, learningRate: peak, weightDecay } = settings;
  const { warmupSteps = Math.ceil((epochs * stepsPerEpoch) / 20) } = settings;
  const rates = createSchedule({
    ...{ kind: 'cosine', peak, minimum: peak / 50, warmupStart: peak / 50, warmupSteps, epochs, stepsPerEpoch },
  });
  const optimiser = new AdamW(weights, { weightDecay, beta2: 0.99, clipNorm: 1, ...options });
  const step = compile((batch: Batch, rate: tf.Scalar) => stepOnce(optimiser, () => losses(batch), rate), {
    precision: 'bf16',
  });
  const logs: EpochLog[] = [];
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      const start = performance.now();
      const means = await runEpoch(batches(epoch), step, (count) => rates({ epoch, step: count }));
      logs.push({ epoch: epoch + 1, seconds: (performance.now() - start) / 1000, losses: means });
      onEpoch?.(logs.at(-1)!);
    }
  } finally {
    step.dispose();
    optimiser.dispose();
  }
  return logs;
}

/** One step; the losses of its parts outlive the taking of gradients by being kept. */
function stepOnce(optimiser: AdamW, losses: () => Losses, rate: tf.Scalar): Losses {
  let parts: Record<string, tf.Scalar> = {};
  const total = optimiser.step(() => {
    const { total: sum, ...others } = losses();
    parts = eachLoss(others, (loss) => tf.keep(tf.clone(loss)));
    return sum;
  }, rate);
  const results = eachLoss(parts, (loss) => tf.clone(loss));
  tf.dispose(Object.values(parts));
  return { ...results, total };
}

const eachLoss = (losses: Record<string, tf.Scalar>, map: (loss: tf.Scalar) => tf.Scalar): Record<string, tf.Scalar> =>
  Object.fromEntries(Object.entries(losses).map(([name, loss]) => [name, map(loss)]));

async function runEpoch<Batch extends object>(
  batches: Iterable<Batch> | AsyncIterable<Batch>,
  step: CompiledStep<[Batch, tf.Scalar], Losses>,
  rate: (step: number) => number,
): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  let count = 0;
  for await (const batch of batches) {
    const learningRate = tf.scalar(rate(count));
    const losses = step(batch, learningRate);
    for (const [name, loss] of Object.entries(losses)) sums[name] = (sums[name] ?? 0) + loss.dataSync()[0]!;
    tf.dispose([learningRate, ...Object.values(losses), ...(Object.values(batch) as tf.Tensor[])]);
    count++;
    if (!Number.isFinite(sums.total)) throw new Error(`Step ${count}: the loss is no number any more.`);
    if (count % 8 === 0) await tf.nextFrame(); // lets an interrupt be noticed
  }
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, Number((sum / count).toFixed(4))]));
}

/** Rows of ids as a tensor, padded to one length; longer rows lose their end. */
export function padRows(
  rows: readonly (readonly number[])[],
  { length, filler, side }: { length: number; filler: number; side: 'left' | 'right' },
): tf.Tensor2D {
  const ids = new Int32Array(rows.length * length).fill(filler);
  rows.forEach((row, i) => {
    const kept = row.slice(0, length);
    ids.set(kept, i * length + (side === 'left' ? length - kept.length : 0));
  });
  return tidy(() => tf.tensor2d(ids, [rows.length, length], 'int32'));
}
