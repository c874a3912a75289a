import { expect, it } from 'vitest';
import { scoreFrame } from '../../lib/metrics';

it('per-image scores become a data frame with a row for each image', () => {
  const perImage = new Map([
    ['b', { 'BLEU-4': 0.5, CIDEr: 1 }],
    ['7', { 'BLEU-4': 0.25, CIDEr: 3 }],
  ]);
  const frame = scoreFrame({ perImage });
  expect(frame.columns).toEqual(['image', 'BLEU-4', 'CIDEr']);
  expect(frame.values).toEqual([
    ['b', 0.5, 1],
    ['7', 0.25, 3],
  ]);
  expect(frame.column('CIDEr').mean()).toBe(2);
});
