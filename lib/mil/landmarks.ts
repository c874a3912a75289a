import { tf, tidy } from '../engine';
import { lengthsOf } from './mask';

/**
 * Where bags lie for Nystrom attention. Each bag is filled up with zero rows in FRONT to a multiple of m; all bags'
 * instances start at the same row, `front`, so a bag that needs fewer zero rows has rows before it that do not count.
 */
export interface Canvas {
  /** Rows before the instances. */
  front: number;
  /** [B, 1, 1, S]: rows that count, zero rows among them; none if all do. */
  mask?: tf.Tensor;
  /** [B, m, S]: row i averages segment i of each bag; none if all bags have the same segments. */
  averages?: tf.Tensor3D;
  landmarks: number;
}

/** @param shape of the bag, [B, M, D] @param mask [B, M] with padding last */
export function layOut(shape: readonly number[], landmarks: number, mask?: tf.Tensor): Canvas {
  const [, count] = shape as [number, number];
  if (!mask) return { front: missing(count, landmarks), landmarks };
  const lengths = lengthsOf(mask);
  const front = Math.max(...lengths.map((length) => missing(length, landmarks)));
  if (lengths.every((length) => length === count)) return { front, landmarks };
  return canvasOf(lengths, count, front, landmarks);
}

/** A canvas of one shape for all bags of up to `count` instances: with as many rows in front as any bag may need. */
export const canvasForAll = (lengths: readonly number[], count: number, landmarks: number): Canvas =>
  canvasOf(lengths, count, landmarks - 1, landmarks);

function canvasOf(lengths: readonly number[], count: number, front: number, landmarks: number): Canvas {
  const { counted, averages } = segments(lengths, front, front + count, landmarks);
  return {
    front,
    landmarks,
    mask: tf.tensor4d(counted, [lengths.length, 1, 1, front + count]),
    averages: tf.tensor3d(averages, [lengths.length, landmarks, front + count]),
  };
}

/** Zero rows that a bag lacks to a multiple of m. */
const missing = (length: number, landmarks: number) => (landmarks - (length % landmarks)) % landmarks;

function segments(lengths: readonly number[], front: number, rows: number, landmarks: number) {
  const counted = new Float32Array(lengths.length * rows);
  const averages = new Float32Array(lengths.length * landmarks * rows);
  lengths.forEach((length, bag) => {
    const zeros = missing(length, landmarks);
    const start = front - zeros;
    const segment = (length + zeros) / landmarks;
    counted.fill(1, bag * rows + start, bag * rows + front + length);
    for (let i = 0; i < landmarks; i++) {
      const first = (bag * landmarks + i) * rows + start + i * segment;
      averages.fill(1 / segment, first, first + segment);
    }
  });
  return { counted, averages };
}

/** The instances in the last M rows, zeros wherever there is none: [B, S, D] */
export function placeOnCanvas(bag: tf.Tensor3D, { front }: Canvas, mask?: tf.Tensor): tf.Tensor3D {
  return tidy(() => {
    const clean = mask ? tf.mul(bag, tf.expandDims(mask, 2)) : bag;
    return tf.pad(clean, [
      [0, 0],
      [front, 0],
      [0, 0],
    ]) as tf.Tensor3D;
  });
}

/** Means of m consecutive segments of the counted rows: [B, S, D] -> [B, m, D] */
export function landmarkMeans(rows: tf.Tensor3D, { averages, landmarks }: Canvas): tf.Tensor3D {
  if (averages) return tf.matMul(averages, rows);
  const [batch, count, width] = rows.shape;
  return tidy(() => tf.mean(tf.reshape(rows, [batch, landmarks, count / landmarks, width]), 2));
}
