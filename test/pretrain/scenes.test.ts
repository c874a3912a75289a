import { expect, it } from 'vitest';
import { Random } from '../../lib';
import { shiftAtRandom } from '../../lib/pretrain/scenes';

it('moves a picture, and stretches its edge over what comes in', () => {
  const data = Uint8Array.from({ length: 3 * 16 }, (_, i) => i);
  const image = { width: 4, height: 4, data };
  expect(shiftAtRandom(image, 0, new Random(1)).data).toEqual(data);
  const pixel = (from: Uint8Array, row: number, column: number) => [
    ...from.subarray(12 * row + 3 * column).subarray(0, 3),
  ];
  const random = new Random(2);
  for (let i = 0; i < 20; i++) {
    const moved = shiftAtRandom(image, 1, random).data;
    const [row, column] = [0, 1, 2]
      .flatMap((r) => [0, 1, 2].map((c) => [r, c] as const))
      .find(([r, c]) => `${pixel(moved, 1, 1)}` === `${pixel(data, r, c)}`)!;
    const clamp = (place: number) => Math.min(Math.max(place, 0), 3);
    expect(pixel(moved, 3, 0)).toEqual(pixel(data, clamp(row + 2), clamp(column - 1)));
  }
});
