import fc from 'fast-check';
import { expect, it } from 'vitest';
import { batchesOfEpoch, batchesPerEpoch } from '../../lib/train/order';

const samplesOf = (sizes: readonly number[], captions = 3) =>
  sizes.map((size) => ({ size, captions: new Array<string>(captions).fill('a') }));

const anySizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 40 });
const settings = fc.record({
  seed: fc.nat(),
  batch: fc.integer({ min: 1, max: 9 }),
  captions: fc.constantFrom('one' as const, 'all' as const),
});

it('shows every sample each epoch, in batches of one size, by seed and epoch alone', () => {
  fc.assert(
    fc.property(anySizes, settings, fc.nat(9), (sizes, options, epoch) => {
      const samples = samplesOf(sizes);
      const batches = batchesOfEpoch(samples, epoch, options);
      expect(batches).toEqual(batchesOfEpoch(samples, epoch, options));
      expect(batches).toHaveLength(batchesPerEpoch(samples, options));
      const pairs = samples.length * (options.captions === 'all' ? 3 : 1);
      expect(new Set(batches.map(({ length }) => length))).toEqual(new Set([Math.min(options.batch, pairs)]));
      const shown = batches.flat();
      expect(new Set(shown.map(({ sample }) => sample)).size).toBe(samples.length);
      if (options.captions === 'all') {
        expect(new Set(shown.map(({ sample, caption }) => 3 * sample + caption)).size).toBe(pairs);
      }
    }),
    { numRuns: 50 },
  );
});

it('draws another order and other captions each epoch', () => {
  const samples = samplesOf(new Array<number>(30).fill(4));
  const epoch = (number: number) => batchesOfEpoch(samples, number, { seed: 1, batch: 5, captions: 'one' }).flat();
  expect(epoch(0)).not.toEqual(epoch(1));
  const captions = (number: number) =>
    epoch(number)
      .sort((a, b) => a.sample - b.sample)
      .map(({ caption }) => caption);
  expect(captions(0)).not.toEqual(captions(1));
  expect(new Set(captions(0)).size).toBe(3);
});

it('puts bags of like size together', () => {
  const sizes = Array.from({ length: 64 }, (_, i) => 1 + ((i * 7) % 64));
  const batches = batchesOfEpoch(samplesOf(sizes), 0, { seed: 1, batch: 8, captions: 'one' });
  const padded = batches.reduce((sum, batch) => sum + 8 * Math.max(...batch.map(({ sample }) => sizes[sample]!)), 0);
  const needed = sizes.reduce((sum, size) => sum + size, 0);
  expect(padded / needed).toBeLessThan(1.15);
});
