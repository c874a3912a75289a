import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allSamples, loadKarpathy, prefetch, streamImages } from '../../lib/data';
import { jpegText, karpathyFolder } from './fixtures';

/** Work that ends when it is told to. */
function controlledWork() {
  const started: number[] = [];
  const ends = new Map<number, (error?: Error) => void>();
  const work = (item: number) => {
    started.push(item);
    return new Promise<number>((resolve, reject) => {
      ends.set(item, (error) => (error ? reject(error) : resolve(item * 10)));
    });
  };
  return { started, work, end: (item: number, error?: Error) => ends.get(item)!(error) };
}

describe('prefetch', () => {
  it('keeps the order, and no more results than allowed, whatever order the work ends in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(5), { maxLength: 30 }), fc.integer({ min: 1, max: 6 }), async (waits, ahead) => {
        let alive = 0;
        let most = 0;
        const work = async (wait: number) => {
          alive += 1;
          most = Math.max(most, alive);
          for (let i = 0; i < wait; i++) await setImmediate();
          return wait;
        };
        const results: number[] = [];
        for await (const result of prefetch(waits, work, { ahead })) {
          results.push(result);
          await setImmediate();
          alive -= 1; // the caller is done with it
        }
        expect(results).toEqual(waits);
        expect(most).toBeLessThanOrEqual(ahead);
        expect(most).toBe(Math.min(ahead, waits.length));
      }),
      { numRuns: 30 },
    );
  });

  it('begins nothing after the caller left, and awaits what is running', async () => {
    const { started, work, end } = controlledWork();
    const results = prefetch([0, 1, 2, 3, 4], work, { ahead: 3 });
    const first = results.next();
    end(0);
    expect(await first).toEqual({ done: false, value: 0 });
    let over = false;
    const leaving = results.return(undefined).then(() => {
      over = true;
    });
    await setImmediate();
    expect(over).toBe(false);
    end(1);
    end(2, new Error('nobody sees this'));
    await leaving;
    expect(started).toEqual([0, 1, 2]);
  });

  it('throws an error in its turn, and tells the others to stop', async () => {
    const signals: AbortSignal[] = [];
    const seen: number[] = [];
    const work = async (item: number, signal: AbortSignal) => {
      signals.push(signal);
      if (item === 1) throw new Error('item 1 is bad');
      return item;
    };
    const all = async () => {
      for await (const item of prefetch([0, 1, 2, 3, 4, 5], work, { ahead: 3 })) seen.push(item);
    };
    await expect(all()).rejects.toThrow('item 1 is bad');
    expect(seen).toEqual([0]);
    expect(signals).toHaveLength(4);
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
  });

  it('refuses to keep less than one', async () => {
    await expect(prefetch([1], async (x) => x, { ahead: 0 }).next()).rejects.toThrow('Option ahead: found 0');
  });
});

describe('streamImages', () => {
  const folder = () => karpathyFolder([1, 2, 3].map((cocoid) => ({ cocoid, split: 'train' })));

  it('decodes the images of all samples in order', async () => {
    const samples = allSamples(await loadKarpathy(folder()));
    const seen: string[] = [];
    for await (const { sample, index, value } of streamImages(samples, async (bytes) => jpegText(bytes))) {
      seen.push(`${sample.id} ${index} ${value}`);
    }
    expect(seen).toEqual(['1 0 image 1', '2 0 image 2', '3 0 image 3']);
  });

  it('names the sample whose image cannot be decoded', async () => {
    const samples = allSamples(await loadKarpathy(folder()));
    const decode = async (bytes: Uint8Array) => {
      if (jpegText(bytes) === 'image 2') throw new Error('found no picture');
      return bytes;
    };
    const all = async () => {
      for await (const _ of streamImages(samples, decode));
    };
    await expect(all()).rejects.toThrow(
      'image train2014/COCO_train2014_000000000002.jpg of sample 2: found no picture (unreadable-image)',
    );
  });
});
