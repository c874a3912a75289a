import type { tf } from '../engine';

/** What a language model reads before it writes: embeddings of visual prompts, of text, or of both in one row. */
export interface Prompt {
  /** [B, L, D]; D is the language model's `width`. */
  embeddings: tf.Tensor3D;
  /** [B, L], 1 a place that counts, 0 padding; none: all count. */
  mask?: tf.Tensor;
  /**
   * B lists of L ids, for models without an encoder: they count as written already, in lengths and in the repetition
   * penalty, as in transformers. Default: none.
   */
  ids?: readonly (readonly number[])[];
}

/** Tensors by what they are; a list is empty where a model or a prompt has no such thing. */
export type TensorLists = Readonly<Record<string, readonly tf.Tensor[]>>;

/** What a model remembers between tokens; it belongs to whoever called `start` or `step`. */
export interface LanguageState {
  /** Every step reads it and none changes it. */
  context: TensorLists;
  /** One row a sequence that is being written; every step replaces it, and beams pick rows of it. */
  rows: TensorLists;
}

/** What a step of decoding gives. */
export interface Decoding {
  /** Scores of the next token: [sequences, vocabulary]. */
  logits: tf.Tensor2D;
  state: LanguageState;
}

/** How well a model foretells labels. */
export interface LanguageLoss {
  /** Mean cross-entropy of the labels that count. */
  loss: tf.Scalar;
  /** [B, T, vocabulary], row t scores label t. */
  logits: tf.Tensor3D;
}

/** Ids that frame a text. */
export interface SpecialTokens {
  /** Read first by models that do not start from the prompt alone. */
  start?: number;
  end: number;
  padding: number;
}

/** A label that the loss leaves out, as in PyTorch. */
export const IGNORED_LABEL = -100;

/**
 * Writes text after a prompt, token by token: all that generation and training know of a language model.
 * There is no dropout: BLIP-2 keeps its language model frozen.
 */
export interface LanguageModel {
  /** D, of a prompt's embeddings. */
  readonly width: number;
  /** Rows of the embedding; a tokenizer may have fewer ids, never more. */
  readonly vocabulary: number;
  readonly tokens: SpecialTokens;
  /** Whether it writes on from the last place of the prompt: padding must then stand before it, never at the end. */
  readonly continuesPrompt: boolean;

  /** @param ids int32, any shape @returns [...ids.shape, D] */
  embed(ids: tf.Tensor): tf.Tensor;

  /**
   * Reads the prompts.
   * @param capacity room for so many tokens: the state then keeps its shapes from step to step, so that one recording
   * (`compile`) serves all steps; default: it grows
   * @returns the scores of the first token, one row a prompt
   */
  start(prompt: Prompt, capacity?: number): Decoding;

  /**
   * Reads one more token of each sequence.
   * @param ids int32 [sequences]; there may be several sequences a prompt, those of a prompt side by side
   * @returns the scores of the next token; `state.context` is the one given
   */
  step(ids: tf.Tensor1D, state: LanguageState): Decoding;

  /** The ids that count as written when `start` returns: B lists. */
  written(prompt: Prompt): number[][];

  /** Teacher forcing. @param labels int32 [B, T], padded at the end with `IGNORED_LABEL` */
  loss(prompt: Prompt, labels: tf.Tensor2D): LanguageLoss;
}
