import { tf, tidy } from '../../engine';
import { type Activation, type Initializer, Linear, RmsNorm, type Scope } from '../../nn';
import { CachedAttention, type KeyValues } from '../attention';

export interface T5BlockOptions {
  width: number;
  heads: number;
  headWidth: number;
  hidden: number;
  activation: Activation;
  epsilon: number;
  weight: Initializer;
}

/** T5 does not scale its scores: the initial weights take that part. */
const attention = (scope: Scope, options: T5BlockOptions) =>
  new CachedAttention(scope, {
    ...options,
    bias: false,
    scale: 1,
    names: { query: 'q', key: 'k', value: 'v', output: 'o' },
  });

/** x + Attention(norm(x)). */
export class T5SelfAttention {
  private readonly norm: RmsNorm;
  private readonly attention: CachedAttention;

  constructor(scope: Scope, options: T5BlockOptions) {
    this.norm = new RmsNorm(scope.child('layer_norm'), options.width, options.epsilon);
    this.attention = attention(scope.child('SelfAttention'), options);
  }

  /** @param x [B R, D] @param bias on the scores @param past, write as `CachedAttention.keyValues` has them */
  forward(x: tf.Tensor, batch: number, bias?: tf.Tensor, past?: KeyValues, write?: tf.Tensor) {
    return tidy(() => {
      const normed = this.norm.forward(x);
      const keyValues = this.attention.keyValues(normed, batch, past, write);
      const { output, weights } = this.attention.forward(normed, keyValues, bias);
      return { output: tf.add(x, output), weights, keyValues };
    });
  }
}

/** x + Attention(norm(x), encoder). */
export class T5CrossAttention {
  private readonly norm: RmsNorm;
  private readonly attention: CachedAttention;

  constructor(scope: Scope, options: T5BlockOptions) {
    this.norm = new RmsNorm(scope.child('layer_norm'), options.width, options.epsilon);
    this.attention = attention(scope.child('EncDecAttention'), options);
  }

  /** @param encoded [B L, D] */
  keyValues(encoded: tf.Tensor, batch: number): KeyValues {
    return this.attention.keyValues(encoded, batch);
  }

  forward(x: tf.Tensor, keyValues: KeyValues, bias?: tf.Tensor) {
    return tidy(() => {
      const { output, weights } = this.attention.forward(this.norm.forward(x), keyValues, bias);
      return { output: tf.add(x, output), weights };
    });
  }
}

/** x + wo (activation(wi_0 norm(x)) * wi_1 norm(x)): the gated feed-forward layer (Shazeer 2020). */
export class T5FeedForward {
  private readonly norm: RmsNorm;
  private readonly gate: Linear;
  private readonly up: Linear;
  private readonly down: Linear;
  private readonly activation: Activation;

  constructor(scope: Scope, { width, hidden, activation, epsilon, weight }: T5BlockOptions) {
    const dense = scope.child('DenseReluDense');
    this.norm = new RmsNorm(scope.child('layer_norm'), width, epsilon);
    this.gate = new Linear(dense.child('wi_0'), width, hidden, { bias: false, weight });
    this.up = new Linear(dense.child('wi_1'), width, hidden, { bias: false, weight });
    this.down = new Linear(dense.child('wo'), hidden, width, { bias: false, weight });
    this.activation = activation;
  }

  forward(x: tf.Tensor): tf.Tensor {
    return tidy(() => {
      const normed = this.norm.forward(x);
      const hidden = tf.mul(this.activation(this.gate.forward(normed)), this.up.forward(normed));
      return tf.add(x, this.down.forward(hidden));
    });
  }
}
