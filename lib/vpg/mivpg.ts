import { type tf, tidy } from '../engine';
import { type BagLayout, bagLayout, type GridPosition, Ppeg } from '../mil';
import { checkOption, type Scope } from '../nn';
import { type CorrelationOptions, correlationKinds, InstanceCorrelation, LANDMARKS } from './correlation';
import { ImagePooling, type ImagePoolingKind } from './imagePooling';
import type { VisualPromptGenerator } from './promptGenerator';
import { type BagUpdate, QFormer, type QFormerInputs, type QFormerOptions, type QFormerPrompts } from './qformer';

/** Which layers encode positions by PPEG. */
export const ppegPlacements = ['none', 'every-layer', 'first-layer'] as const;

export interface MivpgOptions extends QFormerOptions, CorrelationOptions {
  /** Pyramid positional encoding, in blocks with cross-attention (default `none`; the paper: scenarios 1 and 2). */
  ppeg?: (typeof ppegPlacements)[number];
  /** Whether the first instance is a [CLS] token, which has no place on the grid (default false). */
  clsFirst?: boolean;
  /** How the patches of an image become its embedding (scenario 3); needed for samples [B, N, P, instance width]. */
  imagePooling?: ImagePoolingKind;
}

/** Visual prompts, and the weights behind them. */
export interface MivpgPrompts extends QFormerPrompts {
  /** Weight of each patch in its image: [B, N, P]; with attention-like image pooling only. */
  patchWeights?: tf.Tensor3D;
}

/**
 * The multi-instance visual prompt generator (Fig. 2a): QFormer over a bag whose instances see each other.
 * In each block with cross-attention the bag is updated by instance correlation (Eq. 9) and PPEG; samples of many
 * images are pooled per image first. With `correlation: 'none'` it is the QFormer; with CSA at its zero start its
 * output equals the QFormer's. Without PPEG it is permutation invariant (Proposition 2); with PPEG it is not.
 * Cost of CSA: O(layers M R D), linear in the bag.
 */
export class Mivpg implements VisualPromptGenerator {
  private readonly qformer: QFormer;
  private readonly imagePooling?: ImagePooling;

  constructor(
    scope: Scope,
    private readonly options: MivpgOptions,
  ) {
    const { instanceWidth, imagePooling } = options;
    if (imagePooling) this.imagePooling = new ImagePooling(scope.child('image_pooling'), imagePooling, instanceWidth);
    this.qformer = new QFormer(scope, options, (blockScope, layer) => makeUpdate(blockScope, layer, options));
  }

  /**
   * The input `layout` of padded bags, where PPEG or Nystrom attention need one: with it a compiled step can take the mask
   * as an input. The caller disposes of its tensors.
   * @param lengths instances of each bag, padding last @param count M with padding
   */
  layoutOf(
    lengths: readonly number[],
    count: number,
    positions?: readonly (readonly GridPosition[])[],
  ): BagLayout | undefined {
    const { ppeg = 'none', correlation, landmarks = LANDMARKS, clsFirst = false } = this.options;
    const [grid, canvas] = [ppeg !== 'none', correlation === 'nystrom'];
    if (!grid && !canvas) return undefined;
    const apart = clsFirst ? 1 : 0;
    const layout = grid
      ? bagLayout(
          lengths.map((length) => length - apart),
          count - apart,
          positions?.map((bag) => bag.slice(apart)),
          { grid },
        )
      : {};
    return { ...layout, ...(canvas ? bagLayout(lengths, count, undefined, { landmarks }) : {}) };
  }

  /**
   * The visual prompts of samples, each a bag of instances or of images.
   * @param instances a bag of instances [B, M, instance width], or of images with patches [B, N, P, instance width]
   * @param inputs.mask [B, M] or [B, N]: 1 an instance (image), 0 padding
   */
  forward(instances: tf.Tensor, inputs: QFormerInputs = {}): MivpgPrompts {
    if (instances.rank === 3) return this.qformer.forward(instances, inputs);
    if (instances.rank !== 4 || !this.imagePooling) {
      throw new Error(
        `Found instances [${instances.shape}], expected [B, M, width], or [B, N, P, width] with the option imagePooling.`,
      );
    }
    const pooling = this.imagePooling;
    return tidy(() => {
      const { instances: bag, mask, patchWeights } = pooling.forward(instances as tf.Tensor4D, inputs.mask);
      return { ...this.qformer.forward(bag, { ...inputs, mask }), patchWeights };
    });
  }
}

/** Correlation, then PPEG, in the order of TransMIL; the identity where both are off. */
function makeUpdate(scope: Scope, layer: number, options: MivpgOptions): BagUpdate {
  const { correlation = 'csa', ppeg = 'none', clsFirst = false, instanceWidth, carry = 'updated' } = options;
  const { width = 768, heads = 12 } = options;
  checkOption('ppeg', ppeg, ppegPlacements);
  checkOption('correlation', correlation, correlationKinds);
  const correlate =
    correlation === 'none'
      ? undefined
      : new InstanceCorrelation(scope.child('correlation'), { instanceWidth, width, heads }, options);
  const encode =
    ppeg === 'every-layer' || (ppeg === 'first-layer' && layer === 0)
      ? new Ppeg(scope.child('ppeg'), { width: instanceWidth, cls: clsFirst, start: 'zero' })
      : undefined;
  return {
    forward(bag, state) {
      const updated = correlate?.forward(bag, state) ?? { bag, carried: bag };
      if (!encode) return updated;
      const encoded = encode.forward(updated.bag as tf.Tensor3D, {
        mask: state.mask,
        positions: state.positions,
        grid: state.layout?.grid,
      });
      return { ...updated, bag: encoded, carried: carry === 'updated' ? encoded : bag };
    },
  };
}
