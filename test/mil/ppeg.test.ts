import { expect, test } from 'vitest';
import { type GridPosition, Ppeg, type PpegOptions, prefixMask, tf, tidy } from '../../lib';
import { describeEngines } from '../engines';
import { maxAbsoluteDifference } from '../parity/reference';
import { expectClose, expectPaddingChangesNothing, firstRows, normalTensor, reordered, withLayer } from './support';

const WIDTH = 3;

const withPpeg = (options: Partial<PpegOptions>, run: (ppeg: Ppeg) => void) =>
  withLayer(
    (scope) => new Ppeg(scope, { width: WIDTH, ...options }),
    (ppeg) => tidy(() => run(ppeg)),
  );

const square = (side: number, count = side * side): GridPosition[] =>
  Array.from({ length: count }, (_, i) => ({ row: Math.floor(i / side), column: i % side }));

describeEngines('PPEG', () => {
  test('is not permutation-equivariant without positions', () =>
    withPpeg({}, (ppeg) => {
      const bag = normalTensor([1, 9, WIDTH], 1);
      const order = [8, 1, 2, 3, 4, 5, 6, 7, 0];
      const difference = maxAbsoluteDifference(
        ppeg.forward(reordered(bag, order)),
        reordered(ppeg.forward(bag), order),
      );
      expect(difference).toBeGreaterThan(0.05);
    }));

  test('is equivariant when instances carry their positions along', () =>
    withPpeg({}, (ppeg) => {
      const bag = normalTensor([1, 9, WIDTH], 1);
      const order = [8, 1, 2, 5, 4, 3, 6, 7, 0];
      const positions = square(3);
      const moved = order.map((i) => positions[i]!);
      expectClose(
        ppeg.forward(reordered(bag, order), { positions: [moved] }),
        reordered(ppeg.forward(bag, { positions: [positions] }), order),
      );
    }));

  test('starts as the identity, exactly, with a zero start', () =>
    withPpeg({ start: 'zero' }, (ppeg) => {
      for (const count of [1, 2, 5, 16]) {
        const bag = normalTensor([2, count, WIDTH], count);
        expect(maxAbsoluteDifference(ppeg.forward(bag), bag)).toBe(0);
      }
    }));

  test('padding changes nothing', () =>
    withLayer(
      (scope) => new Ppeg(scope, { width: WIDTH }),
      (ppeg) => expectPaddingChangesNothing((bag, mask) => ({ bag: ppeg.forward(bag, { mask }) }), WIDTH),
    ));

  test('padding changes nothing with positions either, wherever it is', () =>
    withPpeg({}, (ppeg) => {
      const bag = normalTensor([2, 5, WIDTH], 3);
      const positions = square(3, 5);
      const scattered = tf.tensor2d([
        [1, 0, 1, 1, 0],
        [1, 1, 1, 1, 1],
      ]);
      const masked = ppeg.forward(bag, { mask: scattered, positions: [positions, positions] });
      const kept = [0, 2, 3];
      const alone = ppeg.forward(tf.gather(firstRows(bag, 0, 5), kept, 1), {
        positions: [kept.map((i) => positions[i]!)],
      });
      expectClose(tf.gather(firstRows(masked, 0, 5), kept, 1), alone);
    }));

  test('positions count from any origin', () =>
    withPpeg({}, (ppeg) => {
      const bag = normalTensor([1, 6, WIDTH], 3);
      const moved = square(3, 6).map(({ row, column }) => ({ row: row + 700, column: column - 40 }));
      expectClose(ppeg.forward(bag, { positions: [moved] }), ppeg.forward(bag, { positions: [square(3, 6)] }));
    }));

  test('a full square equals its positions', () =>
    withPpeg({}, (ppeg) => {
      const bag = normalTensor([2, 9, WIDTH], 3);
      expectClose(ppeg.forward(bag), ppeg.forward(bag, { positions: [square(3), square(3)] }));
    }));

  test('a [CLS] token passes unchanged and the others do not see it', () =>
    withPpeg({ cls: true }, (ppeg) => {
      const bag = normalTensor([1, 5, WIDTH], 3);
      const other = tf.concat(
        [normalTensor([1, 1, WIDTH], 8), tf.slice(bag, [0, 1, 0], [-1, -1, -1])],
        1,
      ) as tf.Tensor3D;
      const [out, changed] = [ppeg.forward(bag), ppeg.forward(other)];
      expectClose(firstRows(out, 0, 1), firstRows(bag, 0, 1), 1e-9);
      expectClose(tf.slice(out, [0, 1, 0], [-1, 4, -1]), tf.slice(changed, [0, 1, 0], [-1, 4, -1]), 1e-9);
      expectClose(ppeg.forward(firstRows(bag, 0, 1)), firstRows(bag, 0, 1), 1e-9);
    }));

  test('with [CLS] apart, padding changes nothing', () =>
    withPpeg({ cls: true }, (ppeg) => {
      const bag = normalTensor([2, 7, WIDTH], 3);
      const out = ppeg.forward(bag, { mask: prefixMask([4, 7], 7) });
      expectClose(firstRows(out, 0, 4), ppeg.forward(firstRows(bag, 0, 4)));
      expectClose(firstRows(out, 1, 7), ppeg.forward(firstRows(bag, 1, 7)));
    }));

  test('positions that make no grid are errors', () =>
    withPpeg({}, (ppeg) => {
      const bag = normalTensor([1, 2, WIDTH], 3);
      const at = (...positions: [number, number][]) => ({
        positions: [positions.map(([row, column]) => ({ row, column }))],
      });
      expect(() => ppeg.forward(bag, at([0, 1], [0, 1]))).toThrow(
        'Instances 0 and 1 of bag 0 are both at row 0, column 1',
      );
      expect(() => ppeg.forward(bag, at([0, 1]))).toThrow('Instance 1 of bag 0 has no position');
      expect(() => ppeg.forward(bag, at([0, 1], [0, 1.5]))).toThrow('whole numbers');
      expect(() => ppeg.forward(bag, at([0, 0], [90000, 90000]))).toThrow('in patches, not in pixels');
      expect(() => ppeg.forward(bag, { positions: [] })).toThrow('0 bags, expected 1');
      expect(() => ppeg.forward(normalTensor([1, 2, 5], 1))).toThrow('expected [B, M, 3]');
    }));
});
