import { tf } from '../engine';
import { type Activation, gelu } from './activations';
import { Linear } from './linear';
import type { Scope } from './parameters';

/** Sizes of a feed-forward layer. */
export interface FeedForwardOptions {
  width: number;
  /** Width between the two maps; default: 4 times `width`. */
  hidden?: number;
  activation?: Activation;
  bias?: boolean;
}

/** W2 activation(W1 x): the position-wise feed-forward layer of a Transformer block; parameters `ff1` and `ff2`. */
export class FeedForward {
  private readonly first: Linear;
  private readonly second: Linear;
  private readonly activation: Activation;

  constructor(scope: Scope, { width, hidden = 4 * width, activation = gelu, bias = true }: FeedForwardOptions) {
    this.first = new Linear(scope.child('ff1'), width, hidden, { bias });
    this.second = new Linear(scope.child('ff2'), hidden, width, { bias });
    this.activation = activation;
  }

  /** @param x [..., width] @returns the same shape */
  forward(x: tf.Tensor): tf.Tensor {
    return tf.tidy(() => this.second.forward(this.activation(this.first.forward(x))));
  }
}
