import { describe, expect, it } from 'vitest';
import { fractal2, hash, noise3, smoothstep } from '../../../lib/data/mini/noise';
import { inSeries, plural, sentence, weighted, withArticle } from '../../../lib/data/mini/words';
import { Random } from '../../../lib/nn';

describe('words', () => {
  it('make sentences with fitting articles, single spaces and one full stop', () => {
    expect(sentence('a  red chair , on a orange carpet')).toBe('a red chair, on an orange carpet.');
    expect(sentence('an  chair.')).toBe('a chair.');
    expect(withArticle('armchair')).toBe('an armchair');
  });

  it('stand in series', () => {
    expect(inSeries(['a'])).toBe('a');
    expect(inSeries(['a', 'b', 'c'])).toBe('a, b and c');
    expect(inSeries([])).toBe('');
  });

  it('have plurals', () => {
    const pairs = { chair: 'chairs', bench: 'benches', box: 'boxes', shelf: 'shelves', pony: 'ponies', toy: 'toys' };
    for (const [one, many] of Object.entries(pairs)) expect(plural(one)).toBe(many);
    expect(plural('loaf of bread')).toBe('loaves of bread');
    expect(plural('pair of scissors')).toBe('pairs of scissors');
  });

  it('are drawn as often as their weights say', () => {
    const random = new Random(1);
    const counts = [0, 0, 0];
    for (let i = 0; i < 3000; i++) counts[weighted([1, 0, 2], random)]! += 1;
    expect(counts[1]).toBe(0);
    expect(Math.abs(counts[0]! - 1000)).toBeLessThan(100);
  });
});

describe('noise', () => {
  it('depends on place and seed only, lies in [0, 1), and is smooth', () => {
    expect(hash(3, -4, 5, 6)).toBe(hash(3, -4, 5, 6));
    expect(hash(3, -4, 5, 6)).not.toBe(hash(3, -4, 5, 7));
    for (let i = 0; i < 500; i++) {
      const [x, y, z] = [i * 0.37 - 50, i * 0.11, i * 0.05 - 9];
      const value = noise3(x, y, z, 1);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThan(1);
      expect(Math.abs(noise3(x + 1e-4, y, z, 1) - value)).toBeLessThan(1e-3);
    }
    expect(fractal2(1.5, 2.5, 1, 4)).toBe(fractal2(1.5, 2.5, 1, 4));
  });

  it('has a step that is smooth in both directions', () => {
    expect([smoothstep(0, 1, -1), smoothstep(0, 1, 0.5), smoothstep(0, 1, 2)]).toEqual([0, 0.5, 1]);
    expect(smoothstep(0, -1, -0.25)).toBeCloseTo(0.15625);
  });
});
