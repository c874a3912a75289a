import { readSafetensors } from '../checkpoint';
import { tf, tidy } from '../engine';
import type { Captioner } from './captioner';

/** Gives a captioner the weights of a file, such as those of a run's best epoch. @throws if they are of another model */
export function loadWeights(captioner: Captioner, path: string): void {
  const tensors = readSafetensors(path);
  try {
    assignWeights(Object.fromEntries(captioner.weights()), tensors, path);
  } finally {
    tf.dispose(tensors);
  }
}

/** Sets all variables, or none. @param where the tensors are from, for errors */
export function assignWeights(
  variables: Readonly<Record<string, tf.Variable>>,
  tensors: Readonly<Record<string, tf.Tensor>>,
  where: string,
): void {
  for (const [name, variable] of Object.entries(variables)) {
    const found = tensors[name] ? `[${tensors[name].shape}]` : 'nothing';
    if (found !== `[${variable.shape}]`) {
      throw new Error(`${where}: weights of another model: ${name}: found ${found}, expected [${variable.shape}].`);
    }
  }
  for (const [name, variable] of Object.entries(variables)) tidy(() => variable.assign(tensors[name]!));
}
