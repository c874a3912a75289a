import { tf } from '../engine';
import { Isab, Nystrom } from '../mil';
import { checkOption, LayerNorm, Linear, MultiHeadAttention, normal, type Scope, zeros } from '../nn';
import type { BagUpdate, BlockState, UpdatedBag } from './qformer';

/** How instances are correlated: not at all, or by CSA (the paper's), self-attention, Nystrom attention or ISAB. */
export const correlationKinds = ['none', 'csa', 'sa', 'nystrom', 'isab'] as const;
/** Where layer norm stands in the residual update of a bag. */
export const correlationResiduals = ['prenorm', 'residual', 'postnorm'] as const;
/** What the bag reads in CSA: the queries as the block got them, or after its self-attention. */
export const correlationKeys = ['block-input', 'self-attended'] as const;
/** Which bag the next block reads: the updated or the original one. */
export const correlationCarries = ['updated', 'original'] as const;

/** The paper gives Eq. 9 without residual, norm or start: these options are the readings of it. */
export interface CorrelationOptions {
  /**
   * How instances learn of each other before a cross-attention reads them (default `csa`):
   * `csa` through the queries, O(M R) (Eq. 9); `sa` directly, O(M^2); `nystrom` and `isab` approximately, O(M).
   */
  correlation?: (typeof correlationKinds)[number];
  /**
   * `prenorm` (default) B + Wo f(LN(B)); `residual` B + Wo f(B); both start with Wo = 0, so that a pretrained
   * QFormer is unchanged at step 0. `postnorm` LN(B + Wo f(B)) with a random start, as BERT.
   */
  residual?: (typeof correlationResiduals)[number];
  /** CSA's keys and values: q^(l-1), the block's input (default, Eq. 9), or the queries after self-attention. */
  keys?: (typeof correlationKeys)[number];
  /** What the next block starts from: the `updated` bag (default) or always the `original` one. */
  carry?: (typeof correlationCarries)[number];
  /** Landmarks of `nystrom` (default 32). */
  landmarks?: number;
  /** Rows of the learnable L of `isab`, M' in Eq. 7 (default 32). */
  inducingPoints?: number;
}

/** Landmarks of Nystrom attention where none are given. */
export const LANDMARKS = 32;

export interface CorrelationWidths {
  instanceWidth: number;
  /** D of the queries; the correlation projects to this width too. */
  width: number;
  heads: number;
}

/** What lets the instances of a bag see each other: rows [B, M, D] with their weights, before the output projection. */
type Attend = (source: tf.Tensor, state: BlockState) => { output: tf.Tensor; weights?: tf.Tensor };

/** Eq. 9 and its ablations, as a residual update of the bag inside a block's cross-attention module. */
export class InstanceCorrelation implements BagUpdate {
  private readonly attend: Attend;
  private readonly output: Linear;
  private readonly norm?: LayerNorm;
  private readonly residual: (typeof correlationResiduals)[number];
  private readonly carry: (typeof correlationCarries)[number];

  constructor(scope: Scope, widths: CorrelationWidths, options: CorrelationOptions) {
    const { residual = 'prenorm', carry = 'updated' } = options;
    checkOption('residual', residual, correlationResiduals);
    checkOption('carry', carry, correlationCarries);
    this.residual = residual;
    this.carry = carry;
    if (residual !== 'residual') this.norm = new LayerNorm(scope.child('norm'), widths.instanceWidth, 1e-12);
    this.attend = makeAttend(scope, widths, options);
    this.output = new Linear(scope.child('output'), widths.width, widths.instanceWidth, {
      weight: residual === 'postnorm' ? normal(0.02) : zeros,
    });
  }

  /** @param bag [B, M, instance width] */
  forward(bag: tf.Tensor, state: BlockState): UpdatedBag {
    const source = this.residual === 'prenorm' ? this.norm!.forward(bag) : bag;
    const { output, weights } = this.attend(source, state);
    const sum = tf.add(bag, this.output.forward(output));
    const updated = this.residual === 'postnorm' ? this.norm!.forward(sum) : sum;
    return { bag: updated, carried: this.carry === 'updated' ? updated : bag, correlation: weights };
  }
}

function makeAttend(scope: Scope, widths: CorrelationWidths, options: CorrelationOptions): Attend {
  const { correlation = 'csa', keys = 'block-input', landmarks = LANDMARKS, inducingPoints = 32 } = options;
  checkOption('correlation', correlation, correlationKinds);
  checkOption('keys', keys, correlationKeys);
  switch (correlation) {
    case 'csa':
      return correlatedSelfAttention(scope, widths, keys);
    case 'sa':
      return selfAttention(scope, widths);
    case 'nystrom': {
      const nystrom = new Nystrom(scope.child('nystrom'), { ...widths, landmarks });
      return projected(scope, widths, (rows, { mask, layout }) =>
        nystrom.forward(rows, mask, { canvas: layout?.canvas }),
      );
    }
    case 'isab': {
      const isab = new Isab(scope.child('isab'), { ...widths, inducingPoints });
      return projected(scope, widths, (rows, { mask }) => isab.forward(rows, mask));
    }
    case 'none':
      throw new Error('Correlation "none" has no layer to build.');
  }
}

/** Eq. 9: Attention(Q = B, K = q^(l-1), V = q^(l-1)). Cost O(M R D). */
function correlatedSelfAttention(
  scope: Scope,
  widths: CorrelationWidths,
  keys: (typeof correlationKeys)[number],
): Attend {
  const { instanceWidth, width, heads } = widths;
  const attention = new MultiHeadAttention(scope, { queryWidth: instanceWidth, keyWidth: width, width, heads });
  return (source, state) => attention.forward(source, keys === 'block-input' ? state.blockInput : state.selfAttended);
}

/** The ablation of Table 3: Attention(Q = B, K = B, V = B). Cost O(M^2 D). */
function selfAttention(scope: Scope, { instanceWidth, width, heads }: CorrelationWidths): Attend {
  const attention = new MultiHeadAttention(scope, { queryWidth: instanceWidth, width, heads });
  return (source, { mask }) => attention.forward(source, source, { mask });
}

/** A set layer in the queries' width, so that every kind of correlation works in D. */
function projected(
  scope: Scope,
  { instanceWidth, width }: CorrelationWidths,
  layer: (rows: tf.Tensor3D, state: BlockState) => { bag: tf.Tensor; weights?: tf.Tensor },
): Attend {
  const input = new Linear(scope.child('input'), instanceWidth, width);
  return (source, state) => {
    const { bag, weights } = layer(input.forward(source) as tf.Tensor3D, state);
    return { output: bag, weights };
  };
}
