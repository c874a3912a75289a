import type { tf } from '../../engine';

/** A frozen image encoder, and what is done to an image before it. */
export interface FeatureModel<Picture> {
  /** Names architecture and weights: another one whenever a weight is another one. */
  id: string;
  /** Names what is done to an image before the first layer, with all its options. */
  preprocessing: string;
  /** D, of a token. */
  width: number;
  /** P + 1 tokens of an image, [CLS] first. */
  tokens: number;
  /** Decodes an image and does what can be done to it alone. @throws if it cannot be decoded */
  prepare(bytes: Uint8Array): Promise<Picture>;
  /** @returns [B, P + 1, D] */
  encode(batch: readonly Picture[]): tf.Tensor3D;
}
