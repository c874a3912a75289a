import { tf, tidy } from '../../engine';
import { Embedding, gelu, Linear, normal, type Scope } from '../../nn';
import { flattenKeyValues, pairKeyValues } from '../attention';
import { crossEntropy, labelIds } from '../crossEntropy';
import { paddingPenalty } from '../hidden';
import type { Decoding, LanguageLoss, LanguageModel, LanguageState, Prompt, SpecialTokens } from '../languageModel';
import type { T5Options } from './config';
import { T5Decoder } from './decoder';
import { type T5Encoded, T5Encoder, type T5EncoderOptions } from './encoder';

export interface T5Output {
  encoder: T5Encoded;
  /** The embeddings, what each decoder block but the last gives, and what the head reads: [B, T, D] each. */
  decoderHiddenStates: tf.Tensor3D[];
  /** Which places of the prompt each decoder block read: [B, heads, T, L]. */
  crossAttention: tf.Tensor4D[];
  /** [B, T, vocabulary] */
  logits: tf.Tensor3D;
}

/**
 * T5 1.1 and FLAN-T5 (Raffel et al. 2020; Chung et al. 2022): an encoder reads the prompt, a decoder writes. Gated
 * feed-forward layers, relative positions, an untied head; parameters carry Hugging Face's names.
 */
export class T5 implements LanguageModel {
  readonly width: number;
  readonly vocabulary: number;
  readonly tokens: Required<SpecialTokens>;
  readonly continuesPrompt = false;
  private readonly shared: Embedding;
  private readonly encoder: T5Encoder;
  private readonly decoder: T5Decoder;
  private readonly head: Linear;

  constructor(scope: Scope, options: T5Options) {
    const { vocabulary, width, buckets = 32, maxDistance = 128, activation = gelu, epsilon = 1e-6 } = options;
    const { encoderLayers, decoderLayers, paddingToken = 0, startToken = paddingToken, endToken = 1 } = options;
    const weight = normal(0.02);
    const stack: Omit<T5EncoderOptions, 'layers'> = { ...options, buckets, maxDistance, activation, epsilon, weight };
    this.width = width;
    this.vocabulary = vocabulary;
    this.tokens = { start: startToken, end: endToken, padding: paddingToken };
    this.shared = new Embedding(scope.child('shared'), vocabulary, width, { weight });
    this.encoder = new T5Encoder(scope.child('encoder'), { ...stack, layers: encoderLayers });
    this.decoder = new T5Decoder(scope.child('decoder'), { ...stack, layers: decoderLayers });
    this.head = new Linear(scope.child('lm_head'), width, vocabulary, { bias: false, weight });
  }

  embed(ids: tf.Tensor): tf.Tensor {
    return this.shared.forward(ids);
  }

  /** Encoder and decoder at once. @param decoderIds int32 [B, T], what the decoder reads */
  forward({ embeddings, mask }: Prompt, decoderIds: tf.Tensor2D): T5Output {
    const [batch, length] = decoderIds.shape;
    return tidy(() => {
      const penalty = mask && paddingPenalty(mask);
      const encoder = this.encoder.forward(embeddings, penalty);
      const rows = this.embed(tf.reshape(decoderIds, [-1])) as tf.Tensor2D; // [B T, D]
      const prompt = this.decoder.promptKeyValues(encoder.output);
      const { output, hiddenStates, crossAttention } = this.decoder.forward(rows, batch, { prompt, penalty });
      const unflatten = (x: tf.Tensor) => tf.reshape(x, [batch, length, -1]) as tf.Tensor3D;
      const logits = unflatten(this.head.forward(output));
      return { encoder, decoderHiddenStates: hiddenStates.map(unflatten), crossAttention, logits };
    });
  }

  /** The decoder reads the start token and the labels but the last (teacher forcing). */
  loss(prompt: Prompt, labels: tf.Tensor2D): LanguageLoss {
    const [batch, length] = labels.shape;
    return tidy(() => {
      const known = tf.slice(labelIds(labels, this.tokens.padding), [0, 0], [batch, length - 1]);
      const start = tf.fill([batch, 1], this.tokens.start, 'int32');
      const { logits } = this.forward(prompt, tf.concat([start, known], 1) as tf.Tensor2D);
      return { loss: crossEntropy(logits, labels), logits };
    });
  }

  start({ embeddings, mask }: Prompt): Decoding {
    return tidy(() => {
      const penalty = mask && paddingPenalty(mask);
      const prompt = this.decoder.promptKeyValues(this.encoder.forward(embeddings, penalty).output);
      const context = [...flattenKeyValues(prompt), ...(penalty ? [penalty] : [])];
      const first = tf.fill([embeddings.shape[0]], this.tokens.start, 'int32') as tf.Tensor1D;
      return this.step(first, { context, rows: [] });
    });
  }

  step(ids: tf.Tensor1D, { context, rows }: LanguageState): Decoding {
    return tidy(() => {
      const { prompt, penalty } = unflattenContext(context);
      const past = rows.length > 0 ? pairKeyValues(rows) : undefined;
      const decoded = this.decoder.forward(this.embed(ids) as tf.Tensor2D, ids.shape[0], { prompt, penalty, past });
      const logits = this.head.forward(decoded.output) as tf.Tensor2D;
      return { logits, state: { context, rows: flattenKeyValues(decoded.keyValues) } };
    });
  }

  written({ embeddings }: Prompt): number[][] {
    return Array.from({ length: embeddings.shape[0] }, () => [this.tokens.start]);
  }
}

/** Keys and values of the prompt, and, where there is one more tensor, the penalty on its padding. */
const unflattenContext = (context: readonly tf.Tensor[]) => ({
  prompt: pairKeyValues(context),
  penalty: context.length % 2 === 1 ? context.at(-1) : undefined,
});
