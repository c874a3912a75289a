import { expect, test, vi } from 'vitest';
import { batchBags, checkBag, lengthsOf, prefixMask, tf, tidy } from '../../lib';
import { describeEngines } from '../engines';

const bag = () => tf.zeros([2, 3, 4]) as tf.Tensor3D;
const check = (values: number[][]) => tidy(() => checkBag(bag(), tf.tensor2d(values)));

describeEngines('masks', () => {
  test('a bag without instances is an error that names it', () => {
    expect(() =>
      check([
        [1, 0, 0],
        [0, 0, 0],
      ]),
    ).toThrow('Bag 1 has no instance');
  });

  test('numbers other than 0 and 1 are an error', () => {
    expect(() =>
      check([
        [1, 0.5, 0],
        [1, 1, 1],
      ]),
    ).toThrow('bag 0 has 0.5');
  });

  test('shapes that do not fit are an error that says both', () => {
    expect(() =>
      check([
        [1, 1],
        [1, 1],
      ]),
    ).toThrow('must be [2, 3], found [2,2]');
    expect(() => tidy(() => checkBag(tf.zeros([2, 3])))).toThrow('found [2,3]');
    expect(() => tidy(() => checkBag(tf.zeros([2, 0, 3])))).toThrow('M >= 1');
  });

  test('lengths are those of a prefix mask, and only of one', () => {
    tidy(() => {
      expect(
        lengthsOf(
          tf.tensor2d([
            [1, 1, 0],
            [1, 1, 1],
          ]),
        ),
      ).toEqual([2, 3]);
      expect(() =>
        lengthsOf(
          tf.tensor2d([
            [1, 1, 0],
            [1, 0, 1],
          ]),
        ),
      ).toThrow('Bag 1 has an instance after padding');
      expect(() =>
        checkBag(
          bag(),
          tf.tensor2d([
            [1, 1, 0],
            [1, 0, 1],
          ]),
        ),
      ).not.toThrow();
    });
  });

  test('a mask is read from the engine once, one made here never', () => {
    tidy(() => {
      const given = tf.tensor2d([
        [1, 1, 0],
        [1, 0, 0],
      ]);
      const made = prefixMask([2, 1], 3);
      expect(Array.from(made.dataSync())).toEqual(Array.from(given.dataSync()));
      const reads = [given, made].map((mask) => vi.spyOn(mask, 'dataSync'));
      for (const mask of [given, made, given, made]) {
        checkBag(bag(), mask);
        expect(lengthsOf(mask)).toEqual([2, 1]);
      }
      expect(reads.map((read) => read.mock.calls.length)).toEqual([1, 0]);
    });
  });

  test('bags of different size become a padded batch', () => {
    tidy(() => {
      const { bag, mask, lengths } = batchBags([[[1, 2]], [Float32Array.of(3, 4), [5, 6]]]);
      expect(bag.arraySync()).toEqual([
        [
          [1, 2],
          [0, 0],
        ],
        [
          [3, 4],
          [5, 6],
        ],
      ]);
      expect(mask.arraySync()).toEqual([
        [1, 0],
        [1, 1],
      ]);
      expect(lengths).toEqual([1, 2]);
    });
  });

  test('bags that make no batch are an error that says which', () => {
    expect(() => batchBags([])).toThrow('at least one bag');
    expect(() => batchBags([[[1]], []])).toThrow('Bag 1 has no instance');
    expect(() => batchBags([[], [[1]]])).toThrow('Bag 0 has no instance');
    expect(() => batchBags([[[1, 2]], [[1, 2], [3]]])).toThrow(
      'Instance 1 of bag 1 has 1 numbers; the first instance has 2',
    );
  });
});
