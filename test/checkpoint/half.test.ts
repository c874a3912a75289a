import { describe, expect, it } from 'vitest';
import { narrowToHalf, widenHalf } from '../../lib/checkpoint/half';
import { narrowToBfloat16, widenBfloat16 } from '../../lib/engine';

const everyPattern = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits);

describe.each([
  ['F16', widenHalf, narrowToHalf],
  ['BF16', widenBfloat16, narrowToBfloat16],
] as const)('%s', (_, widen, narrow) => {
  it('keeps each of its numbers when widened and narrowed again', () => {
    const numbers = widen(everyPattern);
    const bits = narrow(numbers);
    const lost = everyPattern.filter((pattern) => !Number.isNaN(numbers[pattern]) && bits[pattern] !== pattern);
    expect([...lost]).toEqual([]);
    expect([...widen(bits)].filter(Number.isNaN).length).toBe([...numbers].filter(Number.isNaN).length);
  });

  it('rounds what lies between two numbers to the nearer one, and a tie to the even one', () => {
    const finite = everyPattern.filter((pattern) => pattern < 0x7bff); // positive, below F16's largest; sound for both
    const numbers = widen(finite);
    const between = (share: number) =>
      Float32Array.from(
        { length: numbers.length - 1 },
        (_, i) => numbers[i]! + share * (numbers[i + 1]! - numbers[i]!),
      );
    const wrong = (share: number, expected: (i: number) => number) =>
      [...narrow(between(share))].filter((bits, i) => numbers[i]! > 1e-30 && bits !== expected(i));
    expect(wrong(0.25, (i) => finite[i]!)).toEqual([]);
    expect(wrong(0.75, (i) => finite[i + 1]!)).toEqual([]);
    expect(wrong(0.5, (i) => finite[i + (finite[i]! % 2)]!)).toEqual([]);
  });
});

describe('narrowToHalf', () => {
  it('makes numbers infinite from 65520 on', () => {
    expect([...widenHalf(narrowToHalf(Float32Array.of(65519, 65520, -1e6)))]).toEqual([65504, Infinity, -Infinity]);
  });
});

describe('narrowToBfloat16', () => {
  it('carries into the exponent and to infinity, and keeps NaN', () => {
    const largest = Float32Array.of(3.4028234663852886e38, 1.999, -Infinity, Number.NaN);
    expect([...widenBfloat16(narrowToBfloat16(largest))]).toEqual([Infinity, 2, -Infinity, Number.NaN]);
  });
});
