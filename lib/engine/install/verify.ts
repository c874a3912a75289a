import { reasonOf, runCommand } from './command';
import { Unavailable } from './unavailable';

/** Runs in a process of its own: a library built for another processor takes the process with it. */
const script = `
require('node:util').isNullOrUndefined ??= (value) => value == null;
const tf = require(process.argv[1]);
const product = tf.matMul(tf.tensor2d([[1, 2], [3, 4]]), tf.tensor2d([[5, 6], [7, 8]]));
process.stdout.write(tf.getBackend() + ' ' + product.dataSync().join(' '));
`;

/** Multiplies two matrices on the built addon. @throws Unavailable when it does not load or computes something else. */
export async function verifyAddon(tfjsNode: string, signal?: AbortSignal): Promise<void> {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', NODE_OPTIONS: '' };
  const result = await runCommand(process.execPath, ['-e', script, tfjsNode], { signal, env });
  // TensorFlow.js greets on stdout before the answer.
  if (result.code === 0 && result.stdout.endsWith('tensorflow 19 22 43 50')) return;
  throw new Unavailable(`the native engine was built but does not run (${reasonOf(result)})`);
}
