import { tf, tidy } from '../engine';
import { type Initializer, rowsForBatch, type Scope, zeros } from '../nn';
import { interpolatePositions } from './positions';
import type { VisionTransformerOptions } from './visionOptions';

const CHANNELS = 3;

/**
 * Cuts an image into patches, maps each to a row, puts [CLS] before them and adds positions. The map is a product of
 * patches and kernel, not a convolution, because WebAssembly cannot train one; the kernel has a convolution's shape.
 */
export class VisionEmbeddings {
  private readonly classRow: tf.Variable;
  private readonly kernel: tf.Variable;
  private readonly bias: tf.Variable;
  private readonly positions: tf.Variable;
  private readonly width: number;
  private readonly patchSize: number;

  constructor(scope: Scope, options: Required<VisionTransformerOptions>, weight: Initializer) {
    const { width, imageSize, patchSize } = options;
    const patches = (imageSize / patchSize) ** 2;
    const patchScope = scope.child('patch_embedding');
    this.classRow = scope.parameter('class_embedding', [1, 1, width], weight);
    this.positions = scope.parameter('position_embedding', [1, patches + 1, width], weight);
    this.kernel = patchScope.parameter('weight', [width, CHANNELS, patchSize, patchSize], weight);
    this.bias = patchScope.parameter('bias', [width], zeros);
    this.width = width;
    this.patchSize = patchSize;
  }

  /** @param pixels [N, 3, height, width], multiples of the patch size @returns [N, 1 + P, D], [CLS] first */
  forward(pixels: tf.Tensor4D): tf.Tensor3D {
    const [images, channels, height, width] = pixels.shape;
    const size = this.patchSize;
    if (channels !== CHANNELS || height % size !== 0 || width % size !== 0 || height * width === 0) {
      throw new Error(
        `Found images [${pixels.shape}], expected [N, ${CHANNELS}, height, width] in multiples of ${size}.`,
      );
    }
    const [rows, columns] = [height / size, width / size];
    return tidy(() => {
      const cells = tf.reshape(pixels, [images, CHANNELS, rows, size, columns, size]);
      const patches = tf.reshape(tf.transpose(cells, [0, 2, 4, 1, 3, 5]), [images * rows * columns, -1]);
      const kernel = tf.reshape(this.kernel, [this.width, -1]);
      const mapped = tf.add(tf.matMul(patches, kernel, false, true), this.bias); // [N * P, D]
      const patchRows = tf.reshape(mapped, [images, rows * columns, this.width]);
      const all = tf.concat([rowsForBatch(this.classRow, images), patchRows], 1); // [N, 1 + P, D]
      return tf.add(all, interpolatePositions(this.positions as tf.Tensor as tf.Tensor3D, rows, columns));
    });
  }
}
