import { tf, tidy } from '../engine';
import { AbMil, MaxPooler, MeanPooler, type Pooler } from '../mil';
import { checkOption, type Scope } from '../nn';

/** How the patches of an image become one row (or stay many: `patch-concat`). */
export const imagePoolings = ['ab-mil', 'gated', 'mean', 'max', 'patch-concat', 'cls'] as const;
/** Name of an image pooling. */
export type ImagePoolingKind = (typeof imagePoolings)[number];

export interface PooledImages {
  /** One embedding an image, [B, N, D]; for `patch-concat` one a patch, [B, N P, D]. */
  instances: tf.Tensor3D;
  /** [B, M], as `instances`. */
  mask?: tf.Tensor;
  /** Weight of each patch in its image, where the pooling has weights: [B, N, P]. */
  patchWeights?: tf.Tensor3D;
}

/**
 * The lower level of the hierarchy (scenario 3): the P patches of each image become its embedding, and the N images
 * become the instances. AB-MIL then QFormer costs O(P + R N) per sample, against O(R N P) for `patch-concat`.
 */
export class ImagePooling {
  private readonly pooler?: Pooler;

  /** @param width of a patch embedding */
  constructor(
    scope: Scope,
    private readonly kind: ImagePoolingKind,
    width: number,
  ) {
    checkOption('imagePooling', kind, imagePoolings);
    if (kind === 'ab-mil' || kind === 'gated') this.pooler = new AbMil(scope, { width, gated: kind === 'gated' });
    if (kind === 'mean') this.pooler = new MeanPooler();
    if (kind === 'max') this.pooler = new MaxPooler();
  }

  /** @param images [B, N, P, D] @param mask [B, N], 1 an image, 0 padding */
  forward(images: tf.Tensor4D, mask?: tf.Tensor): PooledImages {
    const [batch, count, patches, width] = images.shape;
    return tidy(() => {
      if (this.kind === 'patch-concat') {
        const instances: tf.Tensor3D = tf.reshape(images, [batch, count * patches, width]);
        return { instances, mask: mask && tf.reshape(tf.tile(tf.expandDims(mask, 2), [1, 1, patches]), [batch, -1]) };
      }
      if (!this.pooler) {
        const first = tf.slice(images, [0, 0, 0, 0], [-1, -1, 1, -1]); // [CLS] of each image
        return { instances: tf.reshape(first, [batch, count, width]), mask };
      }
      const bags: tf.Tensor3D = tf.reshape(images, [batch * count, patches, width]); // each image a bag
      const { pooled, weights } = this.pooler.forward(bags);
      return {
        instances: tf.reshape(pooled, [batch, count, width]),
        patchWeights: tf.reshape(weights, [batch, count, patches]),
        mask,
      };
    });
  }
}
