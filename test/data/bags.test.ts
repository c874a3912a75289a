import { expect, it } from 'vitest';
import { bagSizes, batchFeatures, type FeatureBag } from '../../lib/data';
import { tf } from '../../lib/engine';
import { Parameters } from '../../lib/nn';
import { Mivpg } from '../../lib/vpg';
import { describeEngines } from '../engines';

const bag = (count: number, width = 4, start = 0): FeatureBag => ({
  shape: [count, width],
  values: Float32Array.from({ length: count * width }, (_, i) => Math.sin(start + i)),
  positions: Array.from({ length: count }, (_, i) => ({ row: 0, column: i })),
});

describeEngines('batchFeatures', () => {
  it('pads with zeros at the end to the smallest size that fits', () => {
    const { instances, mask, positions, lengths } = batchFeatures([bag(1), bag(3)], [16, 5, 2]);
    expect(instances.shape).toEqual([2, 5, 4]);
    expect(mask.arraySync()).toEqual([
      [1, 0, 0, 0, 0],
      [1, 1, 1, 0, 0],
    ]);
    const values = instances.arraySync() as number[][][];
    expect(values[1]![2]![0]).toBeCloseTo(Math.sin(8), 6);
    expect([values[0]!.slice(1), values[1]!.slice(3)].flat(2).every((value) => value === 0)).toBe(true);
    expect(lengths).toEqual([1, 3]);
    expect(positions!.map((list) => list.length)).toEqual([1, 3]);
    tf.dispose([instances, mask]);
  });

  it('fits the prompt generator, which padding does not change', () => {
    const options = {
      instanceWidth: 4,
      width: 8,
      heads: 2,
      layers: 2,
      queries: 3,
      hidden: 8,
      ppeg: 'every-layer',
    } as const;
    tf.tidy(() => {
      const parameters = new Parameters();
      const model = new Mivpg(parameters.root(), options);
      const prompts = [undefined, [8]].map((sizes) => {
        const batch = batchFeatures([bag(3), bag(2, 4, 50)], sizes);
        return model.forward(batch.instances, batch).prompts.dataSync();
      });
      for (const [i, value] of prompts[0]!.entries()) expect(prompts[1]![i]).toBeCloseTo(value, 5);
      parameters.dispose();
    });
  });

  it('takes images with their patches, and leaves out positions that not all bags have', () => {
    const patches: FeatureBag = { shape: [2, 3, 4], values: new Float32Array(24).fill(1) };
    const batch = batchFeatures([patches, { ...patches, shape: [1, 3, 4], values: new Float32Array(12) }]);
    expect(batch.instances.shape).toEqual([2, 2, 3, 4]);
    expect(batch.positions).toBeUndefined();
    tf.dispose([batch.instances, batch.mask]);
  });

  it('names the bag that does not fit', () => {
    expect(() => batchFeatures([])).toThrow('Expected at least one bag');
    expect(() => batchFeatures([bag(2), bag(0)])).toThrow('Bag 1 has no instance');
    expect(() => batchFeatures([bag(2), bag(2, 5)])).toThrow('Bag 1 has the shape [2,5]; expected [M, 4]');
    expect(() => batchFeatures([bag(9)], [8])).toThrow('A bag has 9 instances; expected at most 8');
    expect(() => batchFeatures([{ ...bag(2), values: new Float32Array(7) }])).toThrow(
      'Bag 0 has 7 numbers; expected 8',
    );
    expect(() => batchFeatures([{ ...bag(2), positions: [] }])).toThrow('Bag 0 has 0 positions');
  });

  it('offers few sizes', () => {
    expect(bagSizes(1860)).toEqual([16, 32, 64, 128, 256, 512, 1024, 1860]);
    expect(bagSizes(9)).toEqual([9]);
  });
});
