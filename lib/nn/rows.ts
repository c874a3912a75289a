import { tf, tidy } from '../engine';

/** Marks a place of `takeRows` that stays zero. */
export const NO_ROW = -1;

/**
 * Picks rows of each bag: out[b, s] = x[b, index[b][s]], or zeros where the index is `NO_ROW`.
 * Its gradient is a sum of picks too (one for each time that a row is repeated), because WebAssembly
 * cannot scatter; so it suits indices that repeat rows a few times at most.
 *
 * @param x [B, M, D] @param index B lists of S whole numbers from -1 to M - 1 @returns [B, S, D]
 */
export function takeRows(x: tf.Tensor3D, index: readonly (readonly number[])[]): tf.Tensor3D {
  const count = x.shape[1];
  const pick = tf.customGrad((rows) => {
    const value = gatherOrZero(rows as tf.Tensor3D, index);
    const gradFunc = (dy: tf.Tensor) =>
      tf.addN(inverses(index, count).map((inverse) => gatherOrZero(dy as tf.Tensor3D, inverse)));
    return { value, gradFunc };
  });
  return pick(x) as tf.Tensor3D;
}

/**
 * `takeRows` with indices that are tensors, such as inputs of a compiled step.
 * @param index int32 [B, S], from -1 to M - 1 @param inverses int32 [B, M] each: the places of each row's copies, -1 where it
 * has none; together they are the gradient
 */
export function takeRowsAt(x: tf.Tensor3D, index: tf.Tensor2D, inverses: readonly tf.Tensor2D[]): tf.Tensor3D {
  const pick = tf.customGrad((...inputs) => {
    const [rows, save] = inputs as [tf.Tensor3D, tf.GradSaveFunc];
    save([...inverses]); // they may be disposed of before the gradient is taken
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) =>
      tf.addN(saved.map((inverse) => gatherAt(dy as tf.Tensor3D, inverse as tf.Tensor2D)));
    return { value: gatherAt(rows, index), gradFunc };
  });
  return pick(x) as tf.Tensor3D;
}

function gatherAt(x: tf.Tensor3D, index: tf.Tensor2D): tf.Tensor3D {
  const [batch, count, width] = x.shape;
  return tidy(() => {
    const first = tf.range(0, batch * count, count, 'int32').expandDims(1); // of each bag
    const places = tf.add(tf.maximum(index, 0), first).flatten() as tf.Tensor1D;
    const rows = tf.gather(tf.reshape(x, [batch * count, width]), tf.cast(places, 'int32'));
    const present = tf.expandDims(tf.cast(tf.greaterEqual(index, 0), 'float32'), 2);
    return tf.mul(tf.reshape(rows, [batch, index.shape[1], width]), present);
  });
}

/** One gather over the rows of all bags: WebAssembly's own gather per bag (`batchDims`) picks wrong rows. */
function gatherOrZero(x: tf.Tensor3D, index: readonly (readonly number[])[]): tf.Tensor3D {
  const [batch, count, width] = x.shape;
  const places = index.flatMap((row, bag) => row.map((i) => bag * count + Math.max(i, 0)));
  return tidy(() => {
    const rows = tf.gather(tf.reshape(x, [batch * count, width]), tf.tensor1d(places, 'int32'));
    const picked: tf.Tensor3D = tf.reshape(rows, [batch, index[0]!.length, width]);
    if (!index.some((row) => row.includes(NO_ROW))) return picked;
    const present = index.flatMap((row) => row.map((i) => (i === NO_ROW ? 0 : 1)));
    return tf.mul(picked, tf.tensor3d(present, [batch, index[0]!.length, 1]));
  });
}

/** Where each row of x went: the k-th list says the place of its k-th copy, or `NO_ROW`. */
function inverses(index: readonly (readonly number[])[], count: number): number[][][] {
  const copies: number[][][] = [];
  index.forEach((row, bag) => {
    const seen = new Array<number>(count).fill(0);
    row.forEach((source, place) => {
      if (source === NO_ROW) return;
      const copy = seen[source]!++;
      copies[copy] ??= index.map(() => new Array<number>(count).fill(NO_ROW));
      copies[copy]![bag]![source] = place;
    });
  });
  return copies;
}

/**
 * The learnable rows of a layer (queries, latents, inducing points, [CLS]) for each element of a batch.
 * @param rows [R, D] parameter, or [members, R, D] where several models are trained side by side (one an element)
 * @returns [B, R, D]
 */
export function rowsForBatch(rows: tf.Tensor, batch: number): tf.Tensor3D {
  const [count, width] = rows.shape.slice(-2) as [number, number];
  return tf.tidy(() => {
    const bags = tf.reshape(rows, [-1, count, width]);
    // An addition spreads them, because its gradient is one sum; that of `tile` is a sum of slices.
    return (bags.shape[0] === batch ? bags : tf.add(bags, tf.zeros([batch, 1, 1]))) as tf.Tensor3D;
  });
}
