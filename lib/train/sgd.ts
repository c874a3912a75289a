import { tf, tidy } from '../engine';

/** Constants of stochastic gradient descent. */
export interface SgdOptions {
  learningRate: number;
  /** Default 0.9. */
  momentum?: number;
  /** Added to the gradient as `weightDecay` times the weight (L2; default 0). */
  weightDecay?: number;
}

interface Factors {
  momentum: tf.Tensor;
  decay: tf.Tensor;
  rate: tf.Tensor;
}

/** Stochastic gradient descent with momentum and L2 decay, as PyTorch's: v <- m v + (g + d w); w <- w - lr v. */
export class Sgd {
  private readonly velocities: tf.Variable[];
  private readonly learningRate: number;
  private readonly momentum: number;
  private readonly weightDecay: number;

  constructor(
    private readonly variables: tf.Variable[],
    { learningRate, momentum = 0.9, weightDecay = 0 }: SgdOptions,
  ) {
    this.learningRate = learningRate;
    this.momentum = momentum;
    this.weightDecay = weightDecay;
    this.velocities = variables.map((variable) => tidy(() => tf.variable(tf.zerosLike(variable), false)));
  }

  /**
   * One step down the gradient of `loss`.
   * @param active for models trained side by side, [members]: a member with 0 skips this step (its loss must have
   * no gradient); default: all take part
   * @returns the loss before the step; the caller disposes of it
   */
  step(loss: () => tf.Scalar, active?: tf.Tensor1D): tf.Scalar {
    const { value, grads } = tf.variableGrads(loss, this.variables);
    tidy(() => {
      const factors = this.factors(active);
      this.variables.forEach((variable, i) => {
        const gradient = grads[variable.name];
        if (gradient) this.update(variable, this.velocities[i]!, gradient, factors(variable.rank));
      });
    });
    tf.dispose(grads);
    return value;
  }

  private update(variable: tf.Variable, velocity: tf.Variable, gradient: tf.Tensor, factors: Factors): void {
    tidy(() => {
      const { momentum, decay, rate } = factors;
      velocity.assign(tf.addN([tf.mul(velocity, momentum), tf.mul(variable, decay), gradient]));
      variable.assign(tf.sub(variable, tf.mul(velocity, rate)));
    });
  }

  /** The three factors in a shape that broadcasts to variables of a rank; a member that skips keeps its velocity. */
  private factors(active: tf.Tensor1D = tf.ones([1])): (rank: number) => Factors {
    const byRank = new Map<number, Factors>();
    return (rank) => {
      const known = byRank.get(rank);
      if (known) return known;
      const on = tf.reshape(active, [-1, ...new Array<number>(rank - 1).fill(1)]);
      const momentum = tf.add(1, tf.mul(on, this.momentum - 1));
      const made = { momentum, decay: tf.mul(on, this.weightDecay), rate: tf.mul(on, this.learningRate) };
      byRank.set(rank, made);
      return made;
    };
  }

  /** Frees the velocities. */
  dispose(): void {
    tf.dispose(this.velocities);
  }
}
