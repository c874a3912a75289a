import type { tf } from '../tf';

/** @throws if a variable of a step does not exist any more */
export function checkAlive(variable: tf.Variable): void {
  if (variable.isDisposed) {
    throw new Error(`Compiled step: its variable ${variable.name} [${variable.shape}] has been disposed of.`);
  }
}
