import { availableParallelism } from 'node:os';
import { improveGradients } from './gradients';
import { improveKernels } from './kernels';
import { loadNative } from './native';
import { tf } from './tf';
import { startWasm } from './wasm';

/** Fastest first: the order in which an engine is looked for. */
export const engineNames = ['native', 'wasm', 'cpu'] as const;
/** Name of an engine: TensorFlow itself, WebAssembly, or plain JavaScript. */
export type EngineName = (typeof engineNames)[number];

/** The engine that runs, and why. */
export interface EngineInfo {
  name: EngineName;
  /** Why this engine and not a faster one, in one sentence. */
  why: string;
  /** Threads one operation may use. */
  threads: number;
  versions: { node: string; tfjs: string; tensorflow?: string };
}

interface Started {
  threads: number;
  tensorflow?: string;
}

const backends: Record<EngineName, string> = { native: 'tensorflow', wasm: 'wasm', cpu: 'cpu' };

const starters: Record<EngineName, () => Promise<Started>> = {
  async native() {
    const { tensorflow } = loadNative();
    await tf.setBackend(backends.native);
    improveKernels();
    return { threads: Number(process.env.TF_NUM_INTRAOP_THREADS) || availableParallelism(), tensorflow };
  },
  wasm: startWasm,
  async cpu() {
    await tf.setBackend(backends.cpu);
    return { threads: 1 };
  },
};

let current: EngineInfo | undefined;

/**
 * Starts the tensor engine, or switches to another one; call it once before the first tensor.
 * Without a choice the fastest engine that starts is taken: native, then wasm, then cpu.
 *
 * @param choice `native`, `wasm`, `cpu` or `auto`; default: the environment variable `MIVPG_ENGINE`, else `auto`.
 * @throws if a named engine is unknown or does not start: an explicit choice never falls back silently.
 */
export async function useEngine(choice: string = process.env.MIVPG_ENGINE || 'auto'): Promise<EngineInfo> {
  if (choice !== 'auto') return start(parseEngineName(choice), `chosen by name (${choice})`);
  const misses: string[] = [];
  for (const name of engineNames) {
    try {
      return await start(name, ['the fastest that is here', ...misses].join('; '));
    } catch (error) {
      misses.push(`${name}: ${(error as Error).message.split('\n')[0]}`);
    }
  }
  throw new Error(`No tensor engine starts: ${misses.join('; ')}`);
}

/** The running engine. @throws if none was started. */
export function engineInfo(): EngineInfo {
  if (!current) throw new Error('No engine is running: write `await useEngine()` before the first tensor or model.');
  return current;
}

async function start(name: EngineName, why: string): Promise<EngineInfo> {
  const { threads, tensorflow } = await starters[name]();
  improveGradients();
  await tf.ready();
  current = { name, why, threads, versions: { node: process.versions.node, tfjs: tf.version_core, tensorflow } };
  return current;
}

function parseEngineName(choice: string): EngineName {
  const name = engineNames.find((known) => known === choice);
  if (!name) throw new Error(`Unknown engine "${choice}" (MIVPG_ENGINE): expected auto, ${engineNames.join(', ')}.`);
  return name;
}
