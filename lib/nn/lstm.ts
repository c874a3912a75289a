import { tf, tidy } from '../engine';
import { type Initializer, uniformFanIn } from './initializers';
import type { Scope } from './parameters';

/** What an LSTM carries from step to step. */
export interface LstmState {
  /** h: [B, D] */
  hidden: tf.Tensor2D;
  /** c: [B, D] */
  cell: tf.Tensor2D;
}

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997) of one layer, in PyTorch's names and order of gates:
 * i, f, g, o = W_ih x + b_ih + W_hh h + b_hh;  c' = sigmoid(f) c + sigmoid(i) tanh(g);  h' = sigmoid(o) tanh(c').
 */
export class Lstm {
  private readonly inputWeight: tf.Variable;
  private readonly hiddenWeight: tf.Variable;
  private readonly inputBias: tf.Variable;
  private readonly hiddenBias: tf.Variable;

  /** @param width D, of the state */
  constructor(
    scope: Scope,
    inputWidth: number,
    private readonly width: number,
    { weight = uniformFanIn(width) }: { weight?: Initializer } = {},
  ) {
    this.inputWeight = scope.parameter('weight_ih_l0', [4 * width, inputWidth], weight);
    this.hiddenWeight = scope.parameter('weight_hh_l0', [4 * width, width], weight);
    this.inputBias = scope.parameter('bias_ih_l0', [4 * width], weight);
    this.hiddenBias = scope.parameter('bias_hh_l0', [4 * width], weight);
  }

  /** The state before the first input: zeros. */
  initialState(batch: number): LstmState {
    return { hidden: tf.zeros([batch, this.width]), cell: tf.zeros([batch, this.width]) };
  }

  /** @param x [B, inputWidth] @returns the state after it; `hidden` is the output */
  step(x: tf.Tensor, { hidden, cell }: LstmState): LstmState {
    return tidy(() => {
      const fromInput = tf.add(tf.matMul(x, this.inputWeight, false, true), this.inputBias);
      const fromHidden = tf.add(tf.matMul(hidden, this.hiddenWeight, false, true), this.hiddenBias);
      const gates = tf.split(tf.add(fromInput, fromHidden), 4, 1) as tf.Tensor2D[]; // i, f, g, o: [B, D] each
      const [input, forget, candidate, output] = gates as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
      const next = tf.add(tf.mul(tf.sigmoid(forget), cell), tf.mul(tf.sigmoid(input), tf.tanh(candidate)));
      return { hidden: tf.mul(tf.sigmoid(output), tf.tanh(next)), cell: next as tf.Tensor2D };
    });
  }

  /** @param x [B, T, inputWidth] @returns the outputs [B, T, D] and the state after the last input */
  forward(x: tf.Tensor3D, state?: LstmState): { output: tf.Tensor3D; state: LstmState } {
    return tidy(() => {
      let current = state ?? this.initialState(x.shape[0]);
      const outputs = tf.unstack(x, 1).map((input) => {
        current = this.step(input, current);
        return current.hidden;
      });
      return { output: tf.stack(outputs, 1) as tf.Tensor3D, state: current };
    });
  }
}
