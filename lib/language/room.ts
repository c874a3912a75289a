import { tf, tidy } from '../engine';
import { oneHot } from '../nn';

/** Marks one place of caches with room. @param place int32 [sequences] @returns [sequences, 1, capacity, 1] */
export const writeMark = (place: tf.Tensor, capacity: number): tf.Tensor =>
  tidy(() => tf.reshape(oneHot(place, capacity), [place.shape[0]!, 1, capacity, 1]));

/** Gives caches [B, heads, M, d] room for more places: zeros behind. */
export const withRoom = (cache: tf.Tensor, more: number): tf.Tensor =>
  tidy(() =>
    tf.pad(cache, [
      [0, 0],
      [0, 0],
      [0, more],
      [0, 0],
    ]),
  );
