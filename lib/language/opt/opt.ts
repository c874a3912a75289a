import { tf, tidy } from '../../engine';
import { Embedding, LayerNorm, normal, relu, type Scope } from '../../nn';
import { flattenKeyValues, type KeyValues, pairKeyValues } from '../attention';
import { countedLabels, crossEntropy, labelIds } from '../crossEntropy';
import { causalPenalty, paddingPenalty } from '../hidden';
import type {
  Decoding,
  LanguageLoss,
  LanguageModel,
  LanguageState,
  Prompt,
  SpecialTokens,
  TensorLists,
} from '../languageModel';
import { withRoom, writeMark } from '../room';
import { OptBlock } from './block';
import type { OptOptions } from './config';

/** What OPT computes, with all that a reader may want to see. */
export interface OptOutput {
  /** The embeddings with positions, what each block but the last gives, and what the head reads: [B, L, D] each. */
  hiddenStates: tf.Tensor3D[];
  /** Attention maps of the blocks: [B, heads, L, L]. */
  attention: tf.Tensor4D[];
  /** Scores of the token after each place: [B, L, vocabulary]. */
  logits: tf.Tensor3D;
}

/** Rows of the position table before that of the first place. */
const POSITION_OFFSET = 2;

interface OptRows extends TensorLists {
  /** Keys and values, block by block: [sequences, heads, places, d]. */
  cache: readonly tf.Tensor[];
  /** [sequences, places], 1 a place that counts; none where no prompt is padded and the caches have no room. */
  mask: readonly tf.Tensor[];
  /** The place of the next token, where the caches have room. */
  place: readonly tf.Tensor[];
}

interface ReadInputs {
  /** Added to the scores. */
  bias?: tf.Tensor;
  past?: readonly KeyValues[];
  write?: tf.Tensor;
}

interface Read {
  output: tf.Tensor;
  hiddenStates: tf.Tensor[];
  attention: tf.Tensor4D[];
  keyValues: KeyValues[];
}

/**
 * OPT (Zhang et al. 2022): a decoder that reads the prompt and writes on. Learned positions, which count the places
 * that the mask keeps; the head is the embedding table. Parameters carry Hugging Face's names.
 */
export class Opt implements LanguageModel {
  readonly width: number;
  readonly vocabulary: number;
  readonly tokens: Required<SpecialTokens>;
  readonly continuesPrompt = true;
  private readonly positions: number;
  private readonly tokenTable: Embedding;
  private readonly positionTable: Embedding;
  private readonly blocks: OptBlock[];
  private readonly norm: LayerNorm;

  constructor(scope: Scope, options: OptOptions) {
    const { vocabulary, width, layers, positions, activation = relu } = options;
    const { startToken = 2, endToken = 2, paddingToken = 1 } = options;
    const weight = normal(0.02);
    const decoder = scope.child('model').child('decoder');
    this.width = width;
    this.vocabulary = vocabulary;
    this.positions = positions;
    this.tokens = { start: startToken, end: endToken, padding: paddingToken };
    this.tokenTable = new Embedding(decoder.child('embed_tokens'), vocabulary, width, { weight });
    const rows = positions + POSITION_OFFSET;
    this.positionTable = new Embedding(decoder.child('embed_positions'), rows, width, { weight });
    this.blocks = Array.from(
      { length: layers },
      (_, i) => new OptBlock(decoder.child('layers').child(i), { ...options, activation, weight }),
    );
    this.norm = new LayerNorm(decoder.child('final_layer_norm'), width);
  }

  embed(ids: tf.Tensor): tf.Tensor {
    return this.tokenTable.forward(ids);
  }

  /** All places at once. Numbers at padded places mean nothing. @throws if there are more places than positions */
  forward({ embeddings, mask }: Prompt): OptOutput {
    const [batch, length] = embeddings.shape;
    return tidy(() => {
      const read = this.readPrompt({ embeddings, mask });
      const unflatten = (x: tf.Tensor) => tf.reshape(x, [batch, length, -1]) as tf.Tensor3D;
      const { attention } = read;
      return {
        hiddenStates: read.hiddenStates.map(unflatten),
        attention,
        logits: unflatten(this.head(read.output)),
      };
    });
  }

  /** Reads prompt and labels in a row (teacher forcing): the last place of the prompt scores the first label. */
  loss({ embeddings, mask }: Prompt, labels: tf.Tensor2D): LanguageLoss {
    const [batch, length] = embeddings.shape;
    const count = labels.shape[1];
    return tidy(() => {
      const text = this.embed(labelIds(labels, this.tokens.padding)) as tf.Tensor3D;
      const all = this.forward({
        embeddings: tf.concat([embeddings, text], 1),
        mask: tf.concat([mask ?? tf.ones([batch, length]), countedLabels(labels)], 1),
      });
      const logits = tf.slice(all.logits, [0, length - 1, 0], [batch, count, this.vocabulary]);
      return { loss: crossEntropy(logits, labels), logits };
    });
  }

  start(prompt: Prompt, capacity?: number): Decoding {
    const [batch, length, width] = prompt.embeddings.shape;
    this.checkLength(length + Math.max(0, (capacity ?? 0) - 1)); // the last new token is not read
    return tidy(() => {
      const { output, keyValues } = this.readPrompt(prompt);
      const places = tf.reshape(output, [batch, length, width]);
      const last = tf.reshape(tf.slice(places, [0, length - 1, 0], [batch, 1, width]), [batch, width]);
      const cache = flattenKeyValues(keyValues);
      const mask = prompt.mask && tf.cast(prompt.mask, 'float32');
      const rows: OptRows = capacity
        ? {
            cache: cache.map((tensor) => withRoom(tensor, capacity)),
            mask: [tf.concat([mask ?? tf.ones([batch, length]), tf.zeros([batch, capacity])], 1)],
            place: [tf.fill([batch], length, 'int32')],
          }
        : { cache, mask: mask ? [mask] : [], place: [] };
      return { logits: this.head(last) as tf.Tensor2D, state: { context: {}, rows } };
    });
  }

  step(ids: tf.Tensor1D, { context, rows }: LanguageState): Decoding {
    const { cache, mask, place } = rows as OptRows;
    return tidy(() => {
      const past = pairKeyValues(cache);
      const known = past[0]!.keys.shape[2];
      if (!place[0]) this.checkLength(known + 1);
      const mark = place[0] && writeMark(place[0], known);
      const seen = mask.map((before) => nextMask(before, mark)); // [sequences, places]
      const position = seen[0] ? tf.sub(tf.sum(seen[0], 1), 1) : tf.tensor1d([known]);
      const x = tf.add(this.embed(ids), this.positionTable.forward(tf.add(position, POSITION_OFFSET)));
      const read = this.read(x, ids.shape[0], { bias: seen[0] && paddingPenalty(seen[0]), past, write: mark });
      const next: OptRows = {
        cache: flattenKeyValues(read.keyValues),
        mask: seen,
        place: place.map((at) => tf.add(at, tf.scalar(1, 'int32'))),
      };
      return { logits: this.head(read.output) as tf.Tensor2D, state: { context, rows: next } };
    });
  }

  written({ embeddings, ids }: Prompt): number[][] {
    return Array.from({ length: embeddings.shape[0] }, (_, row) => [...(ids?.[row] ?? [])]);
  }

  private readPrompt({ embeddings, mask }: Prompt): Read {
    const [batch, length, width] = embeddings.shape;
    this.checkLength(length);
    const counts = mask ? tf.cast(mask, 'float32') : tf.ones([1, length]);
    // Counted places are at 0, 1, ...; padding at -1.
    const places = tf.sub(tf.mul(tf.cumsum(counts, 1), counts), 1);
    const positions = this.positionTable.forward(tf.add(places, POSITION_OFFSET)); // [B or 1, L, D]
    const causal = causalPenalty(length);
    const bias = mask ? tf.add(causal, paddingPenalty(counts)) : causal;
    return this.read(tf.reshape(tf.add(embeddings, positions), [-1, width]), batch, { bias });
  }

  /** @param x [B R, D] */
  private read(x: tf.Tensor, batch: number, { bias, past, write }: ReadInputs): Read {
    const hiddenStates: tf.Tensor[] = [];
    const attention: tf.Tensor4D[] = [];
    let current = x;
    const keyValues = this.blocks.map((block, i) => {
      hiddenStates.push(current);
      const { output, weights, keyValues: own } = block.forward(current, batch, bias, past?.[i], write);
      attention.push(weights);
      current = output;
      return own;
    });
    const output = this.norm.forward(current);
    return { output, hiddenStates: [...hiddenStates, output], attention, keyValues };
  }

  /** @param x [rows, D] @returns [rows, vocabulary] */
  private head(x: tf.Tensor): tf.Tensor {
    return tf.matMul(x, this.tokenTable.weight, false, true);
  }

  private checkLength(length: number): void {
    if (length <= this.positions) return;
    throw new Error(
      `OPT has ${this.positions} positions (max_position_embeddings), found a sequence of ${length}: ` +
        'shorten the prompt or write fewer tokens.',
    );
  }
}

/** The next token's place counts: a new one, or the marked one. @param mark [sequences, 1, places, 1] */
const nextMask = (mask: tf.Tensor, mark?: tf.Tensor): tf.Tensor =>
  mark ? tf.add(mask, tf.reshape(mark, mask.shape)) : tf.concat([mask, tf.ones([mask.shape[0]!, 1])], 1);
