import { tf, tidy } from '../engine';

/** Keys' cubic convolution with a = -0.75, torch's (Pillow's has -0.5). @param x distance, 0 <= x < 2 */
function bicubic(x: number): number {
  const a = -0.75;
  return x <= 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
}

/** [target, source]: each row holds the four weights of one place; places beyond the border count as the border's. */
function interpolationRows(source: number, target: number): Float64Array[] {
  const scale = source / target;
  return Array.from({ length: target }, (_, place) => {
    const row = new Float64Array(source);
    const centre = (place + 0.5) * scale - 0.5;
    const floor = Math.floor(centre);
    for (let neighbour = floor - 1; neighbour <= floor + 2; neighbour++) {
      row[Math.min(Math.max(neighbour, 0), source - 1)]! += bicubic(Math.abs(centre - neighbour));
    }
    return row;
  });
}

/**
 * Position embeddings of a grid of patches that is not the trained one, by bicubic interpolation, as
 * `torch.nn.functional.interpolate(mode="bicubic", align_corners=False)` in Hugging Face's `interpolate_pos_encoding`.
 * One product with a constant matrix, so that it trains on every engine.
 *
 * @param positions [1, 1 + side * side, D], the first one [CLS]'s, which stays
 * @returns [1, 1 + height * width, D]
 */
export function interpolatePositions(positions: tf.Tensor3D, height: number, width: number): tf.Tensor3D {
  const [, count, depth] = positions.shape;
  const side = Math.sqrt(count - 1);
  if (height === side && width === side) return tf.clone(positions);
  const [down, across] = [interpolationRows(side, height), interpolationRows(side, width)];
  const weights = new Float32Array(height * width * side * side);
  let at = 0;
  for (const row of down)
    for (const column of across) for (const y of row) for (const x of column) weights[at++] = y * x;
  return tidy(() => {
    const patches = tf.reshape(tf.slice(positions, [0, 1, 0], [1, count - 1, depth]), [count - 1, depth]);
    const interpolated = tf.matMul(tf.tensor2d(weights, [height * width, side * side]), patches);
    const classPosition = tf.slice(positions, [0, 0, 0], [1, 1, depth]);
    return tf.concat([classPosition, tf.reshape(interpolated, [1, height * width, depth])], 1);
  });
}
