import type { tf } from '../../engine';

/** A frozen image encoder. */
export interface FeatureModel {
  /** Names architecture and weights: another one whenever a weight is another one. */
  id: string;
  /** D, of a token. */
  width: number;
  /** P + 1 tokens of an image, [CLS] first. */
  tokens: number;
  /** @param pixels [B, height, width, 3] or [B, 3, height, width], as `prepare` made them @returns [B, P + 1, D] */
  encode(pixels: tf.Tensor4D): tf.Tensor3D;
}

/** What is done to an image before the model sees it. */
export interface Preprocessing {
  /** Names it, with all its options. */
  id: string;
  /** Shape of the pixels of an image, without the batch. */
  shape: readonly [number, number, number];
  /** Decodes an image and makes pixels of it. @throws if it cannot be decoded */
  prepare(bytes: Uint8Array): Promise<Float32Array>;
}
