import type { tf } from '../engine';
import type { Random } from '../nn';

/** A bag as one vector, with what a reader wants to see of how it was made. */
export interface PooledBag {
  /** [B, D'] */
  pooled: tf.Tensor2D;
  /** How much each instance counts: [B, M], or [B, C, M] where each of C classes has its own weights; padding has 0. */
  weights: tf.Tensor;
}

/** What a layer reads beside the bag. */
export interface MilInputs {
  /** Given while training only: draws the dropout. */
  dropout?: Random;
}

/** A permutation-invariant map from a bag to one vector (Eq. 2). */
export interface Pooler {
  /** Sums up each bag in one row. @param bag [B, M, D] @param mask [B, M]: 1 an instance, 0 padding */
  forward(bag: tf.Tensor3D, mask?: tf.Tensor, inputs?: MilInputs): PooledBag;
}

/** A bag whose instances have seen each other. */
export interface CorrelatedBag {
  /** The shape of the bag that went in; rows of padding mean nothing. */
  bag: tf.Tensor3D;
  /**
   * How much each asker reads of each instance: [B, heads, askers, M]. The askers are the instances themselves (SA),
   * inducing points (ISAB) or landmarks (Nystrom).
   */
  weights?: tf.Tensor4D;
}

/** A map from a bag to a bag of the same shape, through which instances learn of each other. */
export interface Correlation {
  /**
   * Lets the instances of each bag see each other.
   * @param bag [B, M, D] @param mask [B, M]: 1 an instance, 0 padding
   */
  forward(bag: tf.Tensor3D, mask?: tf.Tensor, inputs?: MilInputs): CorrelatedBag;
}
