import { createInterface } from 'node:readline';
import {
  alignedBytes,
  Bfloat16Matrix,
  CompiledDecoding,
  generate,
  narrowToBfloat16,
  Parameters,
  T5,
  tf,
  uploadTensor,
  useEngine,
} from '../../../lib';
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
function numbers(shape: readonly number[]): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  const { buffer, byteOffset } = alignedBytes(4 * size);
  const values = new Float32Array(buffer, byteOffset, size);
  let state = 1;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    values[i] = 0.05 * (state / 0x40000000 - 1);
  }
  return values;
}

/** Our side; the command line may have `bfloat16` (the matrices) and `eager` (no graph). Each line is a case. */
async function main(): Promise<void> {
  await useEngine();
  const stored = (_: string, shape: readonly number[]) =>
    shape.length === 1 ? tf.ones([...shape]) : uploadTensor(numbers(shape), shape, 'float32');
  const storedHalf = (_: string, shape: readonly [number, number]) =>
    new Bfloat16Matrix(narrowToBfloat16(numbers(shape)), shape);
  const options = process.argv.includes('bfloat16') ? { stored, storedHalf } : { stored };
  const model = new T5(new Parameters(0, options).root(), base);
  const compiled = process.argv.includes('eager') ? undefined : new CompiledDecoding(model);
  const embeddings: tf.Tensor3D = tf.randomNormal([1, 36, base.width], 0, 1, 'float32', 2);
  for await (const line of createInterface({ input: process.stdin })) {
    const { beams, tokens } = JSON.parse(line) as GenerationCase;
    const start = performance.now();
    const before = process.cpuUsage();
    const options = { beams, maxNewTokens: tokens, minNewTokens: tokens, compiled };
    const [found] = await generate(model, { embeddings }, options);
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(before);
    const cpuSeconds = (user + system) / 1e6;
    if (found!.ids.length !== tokens) throw new Error(`Found ${found!.ids.length} tokens, expected ${tokens}.`);
    process.stdout.write(`${JSON.stringify({ seconds, cpuSeconds, peakBytes: peakMemory() })}\n`);
  }
}

void main();
