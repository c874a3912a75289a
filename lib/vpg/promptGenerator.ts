import type { tf } from '../engine';
import type { Random } from '../nn';

/** What a prompt generator reads beside the instances. */
export interface PromptInputs {
  /** [B, M], 1 an instance, 0 padding; none: all count. */
  mask?: tf.Tensor;
  /** Given while training only: draws the dropout. */
  dropout?: Random;
}

/** Visual prompts. */
export interface Prompts {
  /** The visual prompt embeddings of each sample: [B, R, D]. */
  prompts: tf.Tensor3D;
}

/** Turns the instance embeddings of a sample into R prompt embeddings for a language model (Fig. 2c). */
export interface VisualPromptGenerator {
  /** The visual prompts of samples. @param instances [B, M, instance width] */
  forward(instances: tf.Tensor, inputs?: PromptInputs): Prompts;
}
