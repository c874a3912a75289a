import type { Random } from './random';

/** Fills a parameter at its creation. `shape` is as in PyTorch: a linear map's is [out, in]. */
export type Initializer = (shape: readonly number[], random: Random) => Float32Array;

const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

/** Each number is `value`. */
export const constant =
  (value: number): Initializer =>
  (shape) =>
    new Float32Array(size(shape)).fill(value);

/** Each number is 0. */
export const zeros = constant(0);
/** Each number is 1. */
export const ones = constant(1);

/** Normal with mean 0; BERT and BLIP-2 use deviation 0.02. */
export const normal =
  (deviation: number): Initializer =>
  (shape, random) =>
    Float32Array.from({ length: size(shape) }, () => deviation * random.normal());

/** Uniform in ±1/sqrt(fan in): what PyTorch gives a new linear map, its bias and its convolution kernels. */
export const uniformFanIn =
  (fanIn: number): Initializer =>
  (shape, random) => {
    const bound = 1 / Math.sqrt(fanIn);
    return Float32Array.from({ length: size(shape) }, () => bound * (2 * random.uniform() - 1));
  };

/** Uniform with bound sqrt(6 / (fan in + fan out)) (Glorot and Bengio 2010). */
export const glorotUniform: Initializer = (shape, random) => {
  const [out = 1, ...rest] = shape;
  const bound = Math.sqrt(6 / (out + size(rest)));
  return Float32Array.from({ length: size(shape) }, () => bound * (2 * random.uniform() - 1));
};
