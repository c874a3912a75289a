import { recompute, tf, tidy } from '../engine';
import { type BagLayout, checkBag, type GridPosition } from '../mil';
import { Dropout, LayerNorm, normal, type Random, rowsForBatch, type Scope } from '../nn';
import { BertAttention, BertFeedForward, type BertOptions } from './bert';
import type { PromptInputs, Prompts, VisualPromptGenerator } from './promptGenerator';

/** Sizes of QFormer. */
export interface QFormerOptions {
  /** Width of an instance embedding; ViT-g's is 1408. */
  instanceWidth: number;
  /** R, the learnable queries (default 32). */
  queries?: number;
  /** D, of a query (default 768). */
  width?: number;
  /** Blocks (default 12). */
  layers?: number;
  /** Default 12. */
  heads?: number;
  /** Hidden width of the feed-forward layers (default 4 D). */
  hidden?: number;
  /** G: blocks 0, G, 2G, ... have cross-attention (default 2). */
  crossAttentionEvery?: number;
  /** Default 0.1; acts while training only. */
  dropout?: number;
  /**
   * Deviation of new weights (default 0.02, as BERT). A small QFormer that is trained from nothing learns faster from
   * about 1/sqrt(D), with which the instances weigh as much as the queries from the start.
   */
  initialDeviation?: number;
  /**
   * Keeps no intermediates of the blocks for the gradient, but computes them again (default false): about a third more
   * time, and a fraction of the memory. `layers` of the result is empty then.
   */
  checkpointing?: boolean;
}

/** BERT's layer-norm epsilon. */
const EPSILON = 1e-12;

/** What a block knows when the bag is about to be read by its cross-attention. */
export interface BlockState {
  /** q^(l-1), the queries that came into the block: [B, R, D]. */
  blockInput: tf.Tensor;
  /** The queries after the block's self-attention: [B, R, D]. */
  selfAttended: tf.Tensor;
  /** [B, M] */
  mask?: tf.Tensor;
  positions?: readonly (readonly GridPosition[])[];
  layout?: BagLayout;
  dropout?: Random;
}

/** What all blocks are given alike. */
type BlockInputs = Omit<BlockState, 'blockInput' | 'selfAttended'>;

/** Changes the bag before a block's cross-attention reads it: where MIVPG differs from QFormer. */
export interface BagUpdate {
  /** The bag [B, M, instance width] as this block reads it and as the next one gets it. */
  forward(bag: tf.Tensor, state: BlockState): UpdatedBag;
}

/** The bag as it goes on. */
export interface UpdatedBag {
  /** What this block's cross-attention reads: [B, M, instance width]. */
  bag: tf.Tensor;
  /** What the next block starts from. */
  carried: tf.Tensor;
  /** Instance weights of the correlation: [B, heads, M, keys]. */
  correlation?: tf.Tensor;
}

/** What one block computes. */
export interface QFormerLayerOutput {
  /** q^(l): [B, R, D] */
  queries: tf.Tensor;
  /** [B, heads, R, R] */
  selfAttention: tf.Tensor4D;
  /** Weights of the instances, blocks with cross-attention only: [B, heads, R, M]. */
  crossAttention?: tf.Tensor4D;
  /** The bag that the cross-attention read: [B, M, instance width]. */
  bag?: tf.Tensor;
  correlation?: tf.Tensor;
}

/** Visual prompts, and what each block computed on the way. */
export interface QFormerPrompts extends Prompts {
  layers: QFormerLayerOutput[];
}

/** What QFormer reads beside the instances. */
export interface QFormerInputs extends PromptInputs {
  /** Query embeddings to use instead of the learned ones: [B or 1, R, D]. */
  queries?: tf.Tensor;
  /** Grid position of each instance, for positional encodings: B lists of M. */
  positions?: readonly (readonly GridPosition[])[];
  /** What follows from mask and positions, made before as tensors: see `Mivpg.layoutOf`. */
  layout?: BagLayout;
}

/**
 * QFormer (BLIP-2, Li et al. 2023): a BERT whose R learnable queries attend to the instances in every G-th block.
 * By Proposition 1 it is multi-head multiple-instance pooling: permuting the instances changes nothing.
 * Parameters carry Hugging Face's names (`query_tokens`, `qformer.encoder.layer.0. ...`). Cost O(layers R (R + M) D).
 */
export class QFormer implements VisualPromptGenerator {
  private readonly queryTokens: tf.Variable;
  private readonly norm: LayerNorm;
  private readonly dropout: Dropout;
  private readonly layers: QFormerLayer[];
  private readonly checkpointing: boolean;

  /** @param makeUpdate gives a block with cross-attention its bag update; the scope is `crossattention`'s */
  constructor(scope: Scope, options: QFormerOptions, makeUpdate?: (scope: Scope, layer: number) => BagUpdate) {
    const { queries = 32, width = 768, layers = 12, heads = 12, dropout = 0.1, crossAttentionEvery = 2 } = options;
    const initial = normal(options.initialDeviation ?? 0.02);
    const bert: BertOptions = { width, heads, dropout, epsilon: EPSILON, weight: initial };
    const inner = scope.child('qformer');
    this.queryTokens = scope.parameter('query_tokens', [1, queries, width], initial);
    this.norm = new LayerNorm(inner.child('layernorm'), width, EPSILON);
    this.dropout = new Dropout(dropout);
    this.checkpointing = options.checkpointing ?? false;
    this.layers = Array.from({ length: layers }, (_, i) => {
      const layerScope = inner.child('encoder').child('layer').child(i);
      const crossAttention = i % crossAttentionEvery === 0;
      const update = crossAttention ? makeUpdate?.(layerScope.child('crossattention'), i) : undefined;
      return new QFormerLayer(layerScope, options, bert, crossAttention, update);
    });
  }

  /** @param instances [B, M, instance width] @returns prompts [B, R, D] and each block's intermediates */
  forward(instances: tf.Tensor, { mask, dropout, queries, positions, layout }: QFormerInputs = {}): QFormerPrompts {
    checkBag(instances, mask);
    return tidy(() => {
      const batch = instances.shape[0]!;
      const tokens = rowsForBatch(queries ?? this.queryTokens, batch); // [B, R, D]
      let current: tf.Tensor = this.dropout.forward(this.norm.forward(tokens), dropout);
      // A clone: the caller may dispose of the results, among which the bag is, without losing the input.
      let bag: tf.Tensor = tf.clone(instances);
      const state = { mask, positions, layout, dropout };
      const layers: QFormerLayerOutput[] = [];
      for (const layer of this.layers) {
        if (this.checkpointing) {
          ({ queries: current, carried: bag } = layer.recomputed(current, bag, state));
        } else {
          const { carried, ...output } = layer.forward(current, bag, state);
          ({ queries: current } = output);
          bag = carried;
          layers.push(output);
        }
      }
      return { prompts: current as tf.Tensor3D, layers };
    });
  }
}

class QFormerLayer {
  private readonly selfAttention: BertAttention;
  private readonly crossAttention?: BertAttention;
  private readonly feedForward: BertFeedForward;

  constructor(
    private readonly scope: Scope,
    { instanceWidth, hidden }: QFormerOptions,
    bert: BertOptions,
    crossAttention: boolean,
    private readonly update?: BagUpdate,
  ) {
    this.selfAttention = new BertAttention(scope.child('attention'), bert.width, bert);
    if (crossAttention) this.crossAttention = new BertAttention(scope.child('crossattention'), instanceWidth, bert);
    this.feedForward = new BertFeedForward(scope, hidden ?? 4 * bert.width, bert);
  }

  forward(blockInput: tf.Tensor, bag: tf.Tensor, state: BlockInputs) {
    const { output: selfAttended, weights: selfAttention } = this.selfAttention.forward(
      blockInput,
      blockInput,
      undefined,
      state.dropout,
    );
    if (!this.crossAttention) {
      return { queries: this.feedForward.forward(selfAttended, state.dropout), selfAttention, carried: bag };
    }
    const updated = this.update?.forward(bag, { ...state, blockInput, selfAttended }) ?? { bag, carried: bag };
    const read = this.crossAttention.forward(selfAttended, updated.bag, state.mask, state.dropout);
    const queries = this.feedForward.forward(read.output, state.dropout);
    return { queries, selfAttention, crossAttention: read.weights, ...updated };
  }

  /** `forward` without its maps, in three parts of which nothing but inputs is kept for the gradient. */
  recomputed(blockInput: tf.Tensor, bag: tf.Tensor, state: BlockInputs) {
    const { crossAttention, feedForward, selfAttention, update } = this;
    const { mask, dropout } = state;
    const weights = (...parts: string[]) => parts.flatMap((part) => this.scope.child(part).list());
    const attend = (x: tf.Tensor) => selfAttention.forward(x, x, undefined, dropout).output;
    const selfAttended = recompute((x) => attend(x!), [blockInput], weights('attention'));
    const last = weights('intermediate_query', 'output_query');
    if (!crossAttention) {
      return { queries: recompute((x) => feedForward.forward(x!, dropout), [selfAttended], last), carried: bag };
    }
    const reading = weights('crossattention');
    let carries = false; // whether the next block starts from the updated bag
    const change = (...[b, q, s]: tf.Tensor[]) => {
      const updated = update!.forward(b!, { ...state, blockInput: q!, selfAttended: s! });
      carries = updated.carried === updated.bag;
      return updated.bag;
    };
    const read = update ? recompute(change, [bag, blockInput, selfAttended], reading) : bag;
    const finish = (...[x, b]: tf.Tensor[]) =>
      feedForward.forward(crossAttention.forward(x!, b!, mask, dropout).output, dropout);
    const queries = recompute(finish, [selfAttended, read], [...reading, ...last]);
    return { queries, carried: carries ? read : bag };
  }
}
