import { tf, useEngine } from '../engine';

/** What a run on one engine told; `error` when the engine did not start. */
export interface EngineSpeed {
  name?: string;
  why?: string;
  threads?: number;
  versions?: Record<string, string | undefined>;
  gigaflops?: number;
  error?: string;
}

const size = 512;
const seconds = 0.5;

/** Rate of 512x512 matrix products in GFLOP/s, on the running engine. */
async function measure(): Promise<number> {
  const [a, b] = [tf.randomNormal([size, size]), tf.randomNormal([size, size])];
  await multiply(a, b, 2);
  const begun = performance.now();
  let count = 0;
  while (performance.now() - begun < seconds * 1000) count += await multiply(a, b, 10);
  return (count * 2 * size ** 3) / (performance.now() - begun) / 1e6;
}

/** Reads the last product: an engine with a queue of its own has then done them all. */
async function multiply(a: tf.Tensor, b: tf.Tensor, count: number): Promise<number> {
  for (let i = 1; i < count; i++) tf.matMul(a, b).dispose();
  const last = tf.matMul(a, b);
  await last.data();
  last.dispose();
  return count;
}

/** Starts the engine (`auto`, `native`, `wasm`, `cpu`) in this process and measures it. */
export async function measureEngine(choice?: string): Promise<EngineSpeed> {
  try {
    const info = await useEngine(choice);
    return { ...info, gigaflops: await measure() };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

// The doctor runs this file as a program, once for each engine: a broken addon must not take the doctor with it.
if (require.main === module) {
  void measureEngine(process.argv[2]).then((speed) => {
    process.stdout.write(`\n${JSON.stringify(speed)}\n`, () => process.exit());
  });
}
