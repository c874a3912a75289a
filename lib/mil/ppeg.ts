import { tf, tidy } from '../engine';
import {
  checkOption,
  depthwiseConvolution,
  type Initializer,
  type Scope,
  takeRowsAt,
  uniformFanIn,
  zeros,
} from '../nn';
import { type Grid, type GridPosition, type GridTensors, gridTensors, positionGrid, squareGrid } from './grid';
import { checkBag, lengthsOf, presenceOf } from './mask';

/** How the kernels of PPEG start. */
export const ppegStarts = ['random', 'zero'] as const;

/** Size of PPEG, and how it starts. */
export interface PpegOptions {
  /** D of an instance. */
  width: number;
  /** Whether the first instance is a [CLS] token, which has no place on the grid and passes unchanged (default false). */
  cls?: boolean;
  /** `random` (default), uniform by fan in as PyTorch; `zero`: PPEG starts as the identity. */
  start?: (typeof ppegStarts)[number];
}

/** Where instances lie, and which count. */
export interface PpegInputs {
  /** [B, M], 1 an instance, 0 padding; without positions its padding must be last. */
  mask?: tf.Tensor;
  /**
   * Where the instances lie, B lists of M (those of padding and of [CLS] are not looked at).
   * Without: row by row on a square that repeats the first instances at its end, as TransMIL.
   */
  positions?: readonly (readonly GridPosition[])[];
  /** The grid that follows from mask and positions, where it was made before (`bagLayout`). */
  grid?: GridTensors;
}

/** Sides of the three kernels. */
const SIDES = [7, 5, 3] as const;
const LARGEST = SIDES[0];

/**
 * Pyramid position encoding generator (TransMIL, Shao et al. 2021, Alg. 3): instances lie on a grid f, and
 * y = f + conv7(f) + conv5(f) + conv3(f) with a kernel for each channel. The three kernels and the identity are
 * added to one 7 x 7 kernel first, so it is one convolution. Cost O(49 M D).
 * The outcome depends on the order or the positions of the instances: PPEG is not permutation-equivariant.
 * Parameters `conv7.weight` [D, 1, 7, 7], `conv7.bias` [D], and so on for `conv5` and `conv3`.
 */
export class Ppeg {
  private readonly kernels: tf.Variable[];
  private readonly biases: tf.Variable[];
  private readonly width: number;
  private readonly cls: boolean;

  constructor(scope: Scope, { width, cls = false, start = 'random' }: PpegOptions) {
    checkOption('start', start, ppegStarts);
    const initial = (side: number): Initializer => (start === 'zero' ? zeros : uniformFanIn(side * side));
    const conv = (side: number) => scope.child(`conv${side}`);
    this.kernels = SIDES.map((side) => conv(side).parameter('weight', [width, 1, side, side], initial(side)));
    this.biases = SIDES.map((side) => conv(side).parameter('bias', [width], initial(side)));
    this.width = width;
    this.cls = cls;
  }

  /** @param bag [B, M, D] @returns the same shape; rows of padding are 0 */
  forward(bag: tf.Tensor3D, { mask, positions, grid }: PpegInputs = {}): tf.Tensor3D {
    checkBag(bag, mask);
    const [batch, count, width] = bag.shape;
    if (width !== this.width) throw new Error(`Ppeg: found a bag [${bag.shape}], expected [B, M, ${this.width}].`);
    const apart = this.cls ? 1 : 0;
    if (count === apart) return tf.clone(bag);
    const lists = grid ? undefined : this.gridOf(batch, count, mask, positions);
    return tidy(() => {
      const { rows, columns, cells, places, owners, repeats } = grid ?? gridTensors(lists!);
      const instances = this.cls ? tf.slice(bag, [0, 1, 0], [-1, -1, -1]) : bag;
      const flat = takeRowsAt(instances, cells, repeats ? [places, repeats] : [places]);
      const image: tf.Tensor4D = tf.reshape(flat, [batch, rows, columns, width]);
      const encoded = tf.add(depthwiseConvolution(image, this.mergedKernel()), tf.addN(this.biases));
      const out = takeRowsAt(tf.reshape(encoded, flat.shape), places, [owners]); // [B, M without CLS, D]
      return this.cls ? tf.concat([tf.slice(bag, [0, 0, 0], [-1, 1, -1]), out], 1) : out;
    });
  }

  /** The grid of the instances, [CLS] left out: instance 0 is the first after it. */
  private gridOf(batch: number, count: number, mask?: tf.Tensor, positions?: PpegInputs['positions']): Grid {
    const apart = this.cls ? 1 : 0;
    if (!positions) {
      const lengths = mask ? lengthsOf(mask) : new Array<number>(batch).fill(count);
      return squareGrid(
        lengths.map((length) => length - apart),
        count - apart,
      );
    }
    if (positions.length !== batch) throw new Error(`Found positions of ${positions.length} bags, expected ${batch}.`);
    const present = mask ? presenceOf(mask) : positions.map(() => new Array<boolean>(count).fill(true));
    return positionGrid(
      positions.map((bag) => bag.slice(apart)),
      present.map((bag) => bag.slice(apart)),
    );
  }

  /** The three kernels, zero-padded to 7 x 7, and the identity in one: [7, 7, D, 1] */
  private mergedKernel(): tf.Tensor4D {
    const centre = Float32Array.from({ length: LARGEST * LARGEST }, (_, i) =>
      i === (LARGEST * LARGEST - 1) / 2 ? 1 : 0,
    );
    const identity = tf.mul(tf.tensor(centre, [LARGEST, LARGEST, 1, 1]), tf.ones([1, 1, this.width, 1]));
    const padded = this.kernels.map((kernel, i) => {
      const border = (LARGEST - SIDES[i]!) / 2;
      const last = tf.transpose(kernel, [2, 3, 0, 1]); // [side, side, D, 1]
      return tf.pad(last, [
        [border, border],
        [border, border],
        [0, 0],
        [0, 0],
      ]);
    });
    return tf.addN([identity, ...padded]) as tf.Tensor4D;
  }
}
