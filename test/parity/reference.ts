import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSafetensors } from '../../lib/checkpoint';
import type { tf } from '../../lib/engine';

const fixtures = join(__dirname, 'fixtures');

export interface Reference {
  /** Weights, inputs, expected outputs and gradients by name; the caller disposes of them. */
  tensors: Record<string, tf.Tensor>;
  /** The JSON beside the tensors: formula, options, notes; empty where there is none. */
  meta: Record<string, unknown>;
}

/** @param name file name without ending, below `fixtures`: `poolers/ab-mil`, `qformer-bf16/io`, `qformer-gradients`, ... */
export function loadReference(name: string): Reference {
  const json = join(fixtures, `${name}.json`);
  return {
    tensors: readSafetensors(join(fixtures, `${name}.safetensors`)),
    meta: existsSync(json) ? (JSON.parse(readFileSync(json, 'utf8')) as Record<string, unknown>) : {},
  };
}

/** max |a - b|; infinite where one of them is NaN. @throws if the shapes differ */
export function maxAbsoluteDifference(a: tf.Tensor, b: tf.Tensor): number {
  if (a.shape.join() !== b.shape.join())
    throw new Error(`Found the shapes [${a.shape}] and [${b.shape}], expected one.`);
  const other = b.dataSync();
  return maximum(Array.from(a.dataSync(), (value, i) => value - other[i]!));
}

/** max |a - b| / max |b|: the difference relative to the largest value of the reference `b`. */
export function maxRelativeDifference(a: tf.Tensor, b: tf.Tensor): number {
  const difference = maxAbsoluteDifference(a, b);
  return difference === 0 ? 0 : difference / maximum(b.dataSync());
}

function maximum(values: Iterable<number>): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Number.isNaN(value) ? Infinity : Math.abs(value));
  return largest;
}
