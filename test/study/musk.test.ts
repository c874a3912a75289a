import { afterEach, describe, expect, it } from 'vitest';
import {
  BagClassifier,
  bagClassifierMethods,
  crossValidateMusk,
  Parameters,
  runMuskStudy,
  tf,
  tidy,
  useEngine,
} from '../../lib';
import { describeEngines } from '../engines';

describeEngines('BagClassifier', () => {
  for (const method of bagClassifierMethods) {
    it(`trains models side by side exactly as alone (${method})`, () => {
      const together = new Parameters(3, { members: 2 });
      const group = new BagClassifier(together.root(), 6, method);
      const bags = tidy(() => tf.randomNormal([2, 3, 6], 0, 1, 'float32', 1));
      tidy(() => {
        const { logits, weights } = group.forward(bags);
        for (const member of [0, 1]) {
          const alone = new Parameters();
          const single = new BagClassifier(alone.root(), 6, method);
          for (const [name, variable] of together.entries()) {
            alone.get(name).assign(tf.squeeze(tf.slice(variable, member, 1), [0]));
          }
          const found = single.forward(tf.slice(bags, member, 1));
          expect(found.logits.dataSync()[0]).toBeCloseTo(logits.dataSync()[member]!, 5);
          if (weights) expect(tf.sum(found.weights!).dataSync()[0]).toBeCloseTo(1, 5);
          alone.dispose();
        }
      });
      bags.dispose();
      together.dispose();
    });
  }
});

describe('crossValidateMusk', () => {
  const job = { dataset: 'musk1', method: 'AB-MIL', seed: 1, folds: 3, epochs: 2 } as const;

  afterEach(() => expect(tf.memory().numTensors).toBe(0));

  it('gives an accuracy for each fold, the same for the same seed, and tells of its progress', async () => {
    await useEngine();
    const epochs: number[] = [];
    const first = await crossValidateMusk({ ...job, onEpoch: (done) => epochs.push(done) });
    expect(first.foldAccuracies).toHaveLength(3);
    expect(first.accuracy).toBeGreaterThan(0.3);
    expect(epochs).toEqual([1, 2]);
    const shares: number[] = [];
    const [again] = await runMuskStudy([job], { processes: 0, onProgress: (share) => shares.push(share) });
    expect(again).toEqual(first);
    expect(shares).toEqual([0.5, 1]);
  });

  it('learns: ten epochs classify most training molecules rightly', async () => {
    await useEngine();
    const { accuracy } = await crossValidateMusk({ ...job, method: 'mean', epochs: 10 });
    expect(accuracy).toBeGreaterThan(0.6);
  });
});
