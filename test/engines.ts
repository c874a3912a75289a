import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type EngineName, engineNames, tf, useEngine } from '../lib';

/** Engines that tests of numbers run on; a part of them can be chosen by MIVPG_TEST_ENGINES=native,wasm. */
const wanted = process.env.MIVPG_TEST_ENGINES?.split(',') ?? [...engineNames];

/**
 * Runs a suite once on each engine of this machine. The native engine may be absent (no compiler); wasm and cpu never are.
 * Every suite also checks that it leaks no tensors.
 */
export function describeEngines(title: string, suite: () => void): void {
  for (const name of engineNames.filter((engine) => wanted.includes(engine))) describeOn(name, title, suite);
}

/** Runs a suite on the native engine, if it is here: for what other engines do not have. */
export function describeNative(title: string, suite: () => void): void {
  describeOn('native', title, suite);
}

function describeOn(name: EngineName, title: string, suite: () => void): void {
  describe.skipIf(name === 'native' && !nativeIsHere())(`${title} (${name})`, () => {
    beforeAll(() => useEngine(name));
    let before = 0;
    beforeAll(() => {
      before = tf.memory().numTensors;
    });
    suite();
    afterAll(() => expect(tf.memory().numTensors, 'tensors left behind').toBe(before));
  });
}

function nativeIsHere(): boolean {
  try {
    require.resolve('@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node');
    return true;
  } catch {
    return false;
  }
}
