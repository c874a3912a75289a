import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { engineInfo, engineNames, tf, useEngine } from '../../lib';

describe('useEngine', () => {
  it('says what to do when no engine runs', () => {
    expect(() => engineInfo()).toThrow(/await useEngine\(\)/);
  });

  it('takes the fastest engine, and tells which and why', async () => {
    const engine = await useEngine('auto');
    expect(engineInfo()).toEqual(engine);
    expect(engineNames).toContain(engine.name);
    expect(engine.why).toContain('fastest');
    expect(engine.versions).toMatchObject({ node: process.versions.node, tfjs: '4.22.0' });
    if (engine.name === 'native') expect(engine.versions.tensorflow).toMatch(/^2\./);
  });

  it('runs WebAssembly on all processors, and puts what it changed back', async () => {
    const { Blob } = globalThis;
    const listeners = process.listenerCount('unhandledRejection');
    const engine = await useEngine('wasm');
    expect(engine.threads).toBe(Math.min(availableParallelism(), 8));
    expect(globalThis.Blob).toBe(Blob);
    expect(process.listenerCount('unhandledRejection')).toBe(listeners);
    const size = 200;
    const ones = tf.ones([size, size]);
    const product = tf.matMul(ones, ones);
    expect(new Set(product.dataSync())).toEqual(new Set([size]));
    tf.dispose([ones, product]);
  });

  it('can change the engine, and refuses an unknown one with the names it knows', async () => {
    expect((await useEngine('cpu')).threads).toBe(1);
    expect(tf.getBackend()).toBe('cpu');
    await expect(useEngine('gpu')).rejects.toThrow(
      'Unknown engine "gpu" (MIVPG_ENGINE): expected auto, native, wasm, cpu.',
    );
    expect(engineInfo().name).toBe('cpu');
  });
});
