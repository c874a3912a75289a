import { tf, tidy } from '../../engine';
import { Embedding, gelu, Linear, normal, type Scope } from '../../nn';
import { flattenKeyValues, pairKeyValues } from '../attention';
import { crossEntropy, labelIds } from '../crossEntropy';
import { paddingPenalty } from '../hidden';
import type {
  Decoding,
  LanguageLoss,
  LanguageModel,
  LanguageState,
  Prompt,
  SpecialTokens,
  TensorLists,
} from '../languageModel';
import type { T5Options } from './config';
import { T5Decoder } from './decoder';
import { type T5Encoded, T5Encoder, type T5EncoderOptions } from './encoder';

/** What T5 computes, with all that a reader may want to see. */
export interface T5Output {
  encoder: T5Encoded;
  /** The embeddings, what each decoder block but the last gives, and what the head reads: [B, T, D] each. */
  decoderHiddenStates: tf.Tensor3D[];
  /** Which places of the prompt each decoder block read: [B, heads, T, L]. */
  crossAttention: tf.Tensor4D[];
  /** [B, T, vocabulary] */
  logits: tf.Tensor3D;
}

interface T5Context extends TensorLists {
  /** Keys and values of the prompt, block by block: [B, heads, L, d]. */
  prompt: readonly tf.Tensor[];
  /** Hides the prompt's padding. */
  penalty: readonly tf.Tensor[];
  /** `placeBias`, where the caches have room. */
  bias: readonly tf.Tensor[];
}

interface T5Rows extends TensorLists {
  /** Keys and values of what is written, block by block: [sequences, heads, tokens, d]. */
  cache: readonly tf.Tensor[];
  /** The place of the next token, where the caches have room. */
  place: readonly tf.Tensor[];
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

  start({ embeddings, mask }: Prompt, capacity?: number): Decoding {
    const batch = embeddings.shape[0];
    return tidy(() => {
      const penalty = mask && paddingPenalty(mask);
      const prompt = this.decoder.promptKeyValues(this.encoder.forward(embeddings, penalty).output);
      const context: T5Context = {
        prompt: flattenKeyValues(prompt),
        penalty: penalty ? [penalty] : [],
        bias: capacity ? [this.decoder.placeBias(capacity)] : [],
      };
      const rows: T5Rows = {
        cache: capacity ? flattenKeyValues(this.decoder.emptyCaches(batch, capacity)) : [],
        place: capacity ? [tf.zeros([batch], 'int32')] : [],
      };
      return this.step(tf.fill([batch], this.tokens.start, 'int32') as tf.Tensor1D, { context, rows });
    });
  }

  step(ids: tf.Tensor1D, { context, rows }: LanguageState): Decoding {
    const { prompt, penalty, bias } = context as T5Context;
    const { cache, place } = rows as T5Rows;
    return tidy(() => {
      const decoded = this.decoder.forward(this.embed(ids) as tf.Tensor2D, ids.shape[0], {
        prompt: pairKeyValues(prompt),
        penalty: penalty[0],
        past: cache.length > 0 ? pairKeyValues(cache) : undefined,
        room: place[0] && bias[0] && { place: place[0], bias: bias[0] },
      });
      const next: T5Rows = {
        cache: flattenKeyValues(decoded.keyValues),
        place: place.map((at) => tf.add(at, tf.scalar(1, 'int32'))),
      };
      return { logits: this.head.forward(decoded.output) as tf.Tensor2D, state: { context, rows: next } };
    });
  }

  written({ embeddings }: Prompt): number[][] {
    return Array.from({ length: embeddings.shape[0] }, () => [this.tokens.start]);
  }
}
