import { describe, expect, test } from 'vitest';
import { Random } from '../../lib';

const draw = (random: Random, count: number) => Array.from({ length: count }, () => random.uniform());
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('random numbers', () => {
  test('the same seed gives the same numbers, another seed others', () => {
    expect(draw(new Random(3), 5)).toEqual(draw(new Random(3), 5));
    expect(draw(new Random(3), 5)).not.toEqual(draw(new Random(4), 5));
  });

  test('a child depends on seed and label, not on what was drawn before', () => {
    const parent = new Random(3);
    const before = draw(parent.child('a'), 3);
    draw(parent, 10);
    expect(draw(parent.child('a'), 3)).toEqual(before);
    expect(draw(parent.child('b'), 3)).not.toEqual(before);
    expect(draw(new Random(4).child('a'), 3)).not.toEqual(before);
  });

  test('uniform numbers fill [0, 1) evenly', () => {
    const values = draw(new Random(1), 20_000);
    const tenths = Array.from({ length: 10 }, (_, i) => values.filter((value) => Math.floor(value * 10) === i).length);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  test('normal numbers have mean 0, deviation 1 and the right tail', () => {
    const random = new Random(1);
    const values = Array.from({ length: 20_000 }, () => random.normal());
    expect(mean(values)).toBeCloseTo(0, 1);
    expect(mean(values.map((value) => value * value))).toBeCloseTo(1, 1);
    expect(values.filter((value) => Math.abs(value) > 1.96).length / 20_000).toBeCloseTo(0.05, 2);
    const [even, odd] = [values.filter((_, i) => i % 2 === 0), values.filter((_, i) => i % 2 === 1)];
    expect(Math.abs(mean(even.map((value, i) => value * odd[i]!)))).toBeLessThan(0.03);
  });

  test('whole numbers cover their range', () => {
    const random = new Random(1);
    const values = Array.from({ length: 600 }, () => random.integer(3));
    expect([...new Set(values)].sort()).toEqual([0, 1, 2]);
    for (const wanted of [0, 1, 2]) expect(values.filter((value) => value === wanted).length).toBeGreaterThan(150);
  });

  test('a shuffle keeps every item, leaves its input alone, and puts each item everywhere', () => {
    const random = new Random(1);
    const items = [0, 1, 2, 3];
    const places = [0, 0, 0, 0];
    for (let i = 0; i < 400; i++) {
      const shuffled = random.shuffle(items);
      expect([...shuffled].sort()).toEqual(items);
      places[shuffled.indexOf(0)]!++;
    }
    expect(items).toEqual([0, 1, 2, 3]);
    for (const count of places) expect(Math.abs(count - 100)).toBeLessThan(40);
  });

  test('a seed is an integer', () => {
    expect(() => new Random(0.5)).toThrow('must be an integer, found 0.5');
  });
});
