import { activeRecording } from './compile/record';
import { Draws } from './draws';
import { tf, tidy } from './tf';

/** The parts of TensorFlow.js's engine that a gradient inside of a gradient needs. */
interface GradientEngine {
  state: { activeTape: unknown };
  gradients(f: () => tf.Tensor, xs: tf.Tensor[], dy: tf.Tensor, allowNone: boolean): { grads: (tf.Tensor | null)[] };
}

/** Whether something is being computed again: what it would free for later is needed at once. */
let again = false;

/**
 * f(inputs), whose intermediates are freed after the forward pass and computed again when its gradient is taken (Chen et
 * al. 2016): about a third more time, for the memory of all but the inputs. Values and gradients are those of f, dropout
 * included.
 * @param f may draw from a `Random`, and read variables; must give the same again for the same draws
 * @param weights the variables that `f` reads and that get gradients; another one that it reads gets none
 */
export function recompute<T extends tf.Tensor>(
  f: (...inputs: tf.Tensor[]) => T,
  inputs: readonly tf.Tensor[],
  weights: readonly tf.Variable[],
): T {
  if (again) return tidy(() => f(...inputs));
  const draws = new Draws();
  const run = tf.customGrad((...given) => {
    const save = given.at(-1) as unknown as tf.GradSaveFunc;
    const known = given.slice(0, inputs.length) as tf.Tensor[];
    save(known);
    return {
      value: draws.remember(() => tidy(() => f(...known))),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const later = saved.map((input) => after(input, dy));
        return gradients(() => draws.repeat(() => tidy(() => f(...later))), [...later, ...weights], dy);
      },
    };
  });
  return run(...inputs, ...weights) as T;
}

/** Gradients of what `f` computes; 0 by what it does not use. */
function gradients(f: () => tf.Tensor, by: tf.Tensor[], dy: tf.Tensor): tf.Tensor[] {
  const engine = tf.engine() as unknown as GradientEngine;
  // The tape of the gradient that is being taken: the inner one would lose it.
  const { activeTape } = engine.state;
  again = true;
  try {
    return engine.gradients(f, by, dy, true).grads.map((gradient, i) => gradient ?? tf.zerosLike(by[i]!));
  } finally {
    engine.state.activeTape = activeTape;
    again = false;
  }
}

/** x, but not before `event` is there: TensorFlow would else merge the second computation with the first. */
const after = (x: tf.Tensor, event: tf.Tensor): tf.Tensor => activeRecording()?.after(x, event) ?? tf.clone(x);
