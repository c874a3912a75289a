import { expect, it } from 'vitest';
import { Parameters, QFormer, Random, tf } from '../../lib';
import { alignmentLosses } from '../../lib/pretrain/alignmentStage';
import { contrastLoss } from '../../lib/pretrain/contrast';
import { hardNegatives } from '../../lib/pretrain/hardNegatives';
import { JointQFormer } from '../../lib/pretrain/jointQFormer';
import { AdamW } from '../../lib/train';
import { describeEngines, describeNative } from '../engines';

const options = { queries: 3, width: 8, layers: 2, heads: 2, hidden: 16, instanceWidth: 6 };
const text = { vocabulary: 11, positions: 5, space: 4 };

const numbers = (seed: number, ...shape: number[]) => {
  const random = new Random(seed);
  return tf.tensor(
    Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal()),
    shape,
  );
};

const ids = (rows: number[][]) => tf.tensor2d(rows, undefined, 'int32');

describeEngines('JointQFormer', () => {
  function use(run: (qformer: JointQFormer, parameters: Parameters) => void): void {
    const parameters = new Parameters(1);
    const qformer = new JointQFormer(parameters.root(), { ...options, ...text });
    try {
      tf.tidy(() => run(qformer, parameters));
    } finally {
      parameters.dispose();
    }
  }
  const whole = () => tf.ones([1, 4]) as tf.Tensor2D;

  it('is a QFormer where queries see no text', () => {
    use((joint, parameters) => {
      const own = new Parameters(2);
      const qformer = new QFormer(own.root(), options);
      for (const [name, variable] of own.entries()) variable.assign(parameters.get(name));
      const instances = numbers(3, 1, 5, 6);
      const { queries } = joint.readBoth(instances, ids([[1, 2, 3, 4]]), whole(), 'causal');
      const difference = tf.max(tf.abs(tf.sub(queries, qformer.forward(instances).prompts)));
      expect(difference.dataSync()[0]).toBeLessThan(1e-5);
      own.dispose();
    });
  });

  it('lets a token see what is before it and the queries, but nothing behind', () => {
    use((joint) => {
      const read = (last: number, instances: number) =>
        joint.readBoth(numbers(instances, 1, 5, 6), ids([[1, 2, 3, last]]), whole(), 'causal').text;
      const change = (a: tf.Tensor, b: tf.Tensor) => [...tf.max(tf.abs(tf.sub(a, b)), 2).dataSync()];
      const byLast = change(read(4, 3), read(9, 3));
      expect(Math.max(...byLast.slice(0, 3))).toBeLessThan(1e-6);
      expect(byLast[3]).toBeGreaterThan(1e-3);
      expect(Math.min(...change(read(4, 3), read(4, 5)))).toBeGreaterThan(1e-6);
    });
  });

  it('lets queries see the text where it is matched, and never its padding', () => {
    use((joint) => {
      const mask = tf.tensor2d([[1, 1, 1, 0]]);
      const read = (row: number[]) => joint.readBoth(numbers(3, 1, 5, 6), ids([row]), mask, 'all').queries;
      const change = (row: number[]) => tf.max(tf.abs(tf.sub(read([1, 2, 3, 4]), read(row)))).dataSync()[0]!;
      expect(change([1, 2, 5, 4])).toBeGreaterThan(1e-4);
      expect(change([1, 2, 3, 7])).toBeLessThan(1e-6);
    });
  });
});

describeNative('the first stage', () => {
  it('learns whose text is whose', () => {
    const parameters = new Parameters(1);
    const joint = new JointQFormer(parameters.root(), { ...options, ...text });
    const optimiser = new AdamW(parameters.entries(), { weightDecay: 0 });
    const batch = {
      instances: numbers(4, 4, 3, 6) as tf.Tensor3D,
      whole: ids([[2, 3], [2, 4], [2, 5], [2, 6]]), // biome-ignore format: one text a row
      written: ids([[0, 3], [0, 4], [0, 5], [0, 6]]), // biome-ignore format: one text a row
      mask: tf.ones([4, 2]) as tf.Tensor2D,
      next: ids([[3, 1], [4, 1], [5, 1], [6, 1]]), // biome-ignore format: one text a row
    };
    const rate = tf.scalar(0.01);
    const scale = tf.scalar(5);
    const negatives = new Random(5);
    const totals = Array.from({ length: 30 }, () =>
      tf.tidy(() => optimiser.step(() => alignmentLosses(joint, batch, scale, negatives).total, rate).dataSync()[0]!),
    );
    expect(totals.at(-1)!).toBeLessThan(0.5 * totals[0]!);
    optimiser.dispose();
    parameters.dispose();
    tf.dispose([rate, scale, ...Object.values(batch)]);
  });
});

describeEngines('contrast', () => {
  it('is small where own pairs are most alike', () => {
    tf.tidy(() => {
      const similar = tf.mul(tf.eye(4), 9) as tf.Tensor2D;
      expect(contrastLoss(similar).dataSync()[0]).toBeLessThan(0.01);
      expect(contrastLoss(tf.zeros([4, 4])).dataSync()[0]).toBeCloseTo(Math.log(4), 5);
    });
  });

  it('draws likely negatives, and never the own pair', () => {
    tf.tidy(() => {
      const random = new Random(1);
      const similarities = tf.tensor2d([
        [50, 9, 0, 0],
        [9, 50, 0, 0],
        [0, 0, 50, 9],
        [0, 0, 9, 50],
      ]);
      const draws = Array.from({ length: 40 }, () => [...hardNegatives(similarities, random).dataSync()]);
      expect(draws.every((draw) => draw.every((column, row) => column !== row))).toBe(true);
      const likely = draws.filter((draw) => `${draw}` === '1,0,3,2');
      expect(likely.length).toBeGreaterThan(35);
    });
  });
});
