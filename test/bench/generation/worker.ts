import { createInterface } from 'node:readline';
import { Bfloat16Matrix, generate, narrowToBfloat16, Parameters, T5, tf, useEngine } from '../../../lib';
import { peakMemory } from '../results';

export interface GenerationCase {
  beams: number;
  tokens: number;
}

/** FLAN-T5 base. */
const base = {
  vocabulary: 32128,
  width: 768,
  headWidth: 64,
  heads: 12,
  hidden: 2048,
  encoderLayers: 12,
  decoderLayers: 12,
};

/** Cheap numbers in ±0.05: a quarter of a thousand million of them are needed. */
const numbers = (shape: readonly number[]): tf.Tensor => tf.randomUniform([...shape], -0.05, 0.05, 'float32', 1);

function half(shape: readonly [number, number]): Bfloat16Matrix {
  const tensor = numbers(shape);
  const bits = narrowToBfloat16(tensor.dataSync() as Float32Array);
  tensor.dispose();
  return new Bfloat16Matrix(bits, shape);
}

/** Our side, with matrices in float32 or, by `bfloat16` on the command line, in half of that. Each line is a case. */
async function main(): Promise<void> {
  await useEngine();
  const stored = (_: string, shape: readonly number[]) => (shape.length === 1 ? tf.ones([...shape]) : numbers(shape));
  const storedHalf = (_: string, shape: readonly [number, number]) => half(shape);
  const options = process.argv[2] === 'bfloat16' ? { stored, storedHalf } : { stored };
  const model = new T5(new Parameters(0, options).root(), base);
  const embeddings: tf.Tensor3D = tf.randomNormal([1, 36, base.width], 0, 1, 'float32', 2);
  for await (const line of createInterface({ input: process.stdin })) {
    const { beams, tokens } = JSON.parse(line) as GenerationCase;
    const start = performance.now();
    const before = process.cpuUsage();
    const [found] = await generate(model, { embeddings }, { beams, maxNewTokens: tokens, minNewTokens: tokens });
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(before);
    const cpuSeconds = (user + system) / 1e6;
    if (found!.ids.length !== tokens) throw new Error(`Found ${found!.ids.length} tokens, expected ${tokens}.`);
    process.stdout.write(`${JSON.stringify({ seconds, cpuSeconds, peakBytes: peakMemory() })}\n`);
  }
}

void main();
