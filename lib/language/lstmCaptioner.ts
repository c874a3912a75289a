import { tf, tidy } from '../engine';
import { Embedding, Linear, Lstm, type LstmState, normal, type Scope, uniformFanIn } from '../nn';
import { crossEntropy, labelIds } from './crossEntropy';
import type { Decoding, LanguageLoss, LanguageModel, LanguageState, Prompt, SpecialTokens } from './languageModel';

/** Sizes of the captioner. */
export interface LstmCaptionerOptions {
  /** Width of a pooled bag. */
  featureWidth: number;
  /** Rows of the embedding. */
  vocabulary: number;
  /** Of the inputs: words, and the projected bag (default 256). */
  embeddingWidth?: number;
  /** D, of the state (default 512). */
  width?: number;
  tokens: Required<SpecialTokens>;
}

/**
 * A captioner without attention: the pooled bag is the first input of an LSTM, which then reads the caption (Vinyals et
 * al. 2015, "Show and Tell"). The family of the paper's baselines on pathology; any pooler of `lib/mil` can stand before
 * it. Cost O((D + embeddingWidth) D + D vocabulary) a token.
 */
export class LstmCaptioner implements LanguageModel {
  readonly width: number;
  readonly vocabulary: number;
  readonly tokens: Required<SpecialTokens>;
  readonly continuesPrompt = false;
  private readonly feature: Linear;
  private readonly embedding: Embedding;
  private readonly lstm: Lstm;
  private readonly output: Linear;

  constructor(scope: Scope, options: LstmCaptionerOptions) {
    const { featureWidth, vocabulary, embeddingWidth = 256, width = 512, tokens } = options;
    this.width = embeddingWidth;
    this.vocabulary = vocabulary;
    this.tokens = tokens;
    this.feature = new Linear(scope.child('feature'), featureWidth, embeddingWidth);
    this.embedding = new Embedding(scope.child('embedding'), vocabulary, embeddingWidth, { weight: normal(0.1) });
    this.lstm = new Lstm(scope.child('lstm'), embeddingWidth, width, { weight: uniformFanIn(width) });
    this.output = new Linear(scope.child('output'), width, vocabulary);
  }

  /** The bag as the row that the LSTM reads before the first word. @param pooled bags [B, featureWidth] */
  prompt(pooled: tf.Tensor): Prompt {
    return { embeddings: tidy(() => tf.expandDims(this.feature.forward(pooled), 1) as tf.Tensor3D) };
  }

  embed(ids: tf.Tensor): tf.Tensor {
    return this.embedding.forward(ids);
  }

  start(prompt: Prompt): Decoding {
    return tidy(() => {
      const { hidden, cell } = this.read(prompt);
      const first = tf.fill([hidden.shape[0]], this.tokens.start, 'int32') as tf.Tensor1D;
      return this.step(first, { context: {}, rows: { state: [hidden, cell] } });
    });
  }

  step(ids: tf.Tensor1D, { context, rows }: LanguageState): Decoding {
    return tidy(() => {
      const [hidden, cell] = rows.state as [tf.Tensor2D, tf.Tensor2D];
      const next = this.lstm.step(this.embed(ids), { hidden, cell });
      const logits = this.output.forward(next.hidden) as tf.Tensor2D;
      return { logits, state: { context, rows: { state: [next.hidden, next.cell] } } };
    });
  }

  written({ embeddings }: Prompt): number[][] {
    return Array.from({ length: embeddings.shape[0] }, () => [this.tokens.start]);
  }

  /** After the prompt the LSTM reads the start token and the labels but the last (teacher forcing). */
  loss(prompt: Prompt, labels: tf.Tensor2D): LanguageLoss {
    const [batch, length] = labels.shape;
    return tidy(() => {
      const known = tf.slice(labelIds(labels, this.tokens.padding), [0, 0], [batch, length - 1]);
      const ids = tf.concat([tf.fill([batch, 1], this.tokens.start, 'int32'), known], 1);
      const { output } = this.lstm.forward(this.embed(ids) as tf.Tensor3D, this.read(prompt)); // [B, T, D]
      const logits = this.output.forward(output) as tf.Tensor3D;
      return { loss: crossEntropy(logits, labels), logits };
    });
  }

  /** The state after the prompt's places; padding leaves it as it is. */
  private read({ embeddings, mask }: Prompt): LstmState {
    const [batch, length, width] = embeddings.shape;
    let state = this.lstm.initialState(batch);
    for (let place = 0; place < length; place++) {
      const input = tf.reshape(tf.slice(embeddings, [0, place, 0], [batch, 1, width]), [batch, width]);
      const read = this.lstm.step(input, state);
      state = mask ? blend(state, read, tf.slice(mask, [0, place], [batch, 1])) : read;
    }
    return state;
  }
}

/** `after` where `counts` is 1, `before` where it is 0: [B, 1]. */
function blend(before: LstmState, after: LstmState, counts: tf.Tensor): LstmState {
  const mix = (old: tf.Tensor, next: tf.Tensor) => tf.add(old, tf.mul(tf.sub(next, old), counts)) as tf.Tensor2D;
  return { hidden: mix(before.hidden, after.hidden), cell: mix(before.cell, after.cell) };
}
