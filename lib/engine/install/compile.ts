import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf, runCommand } from './command';
import { findPackage } from './paths';
import type { TensorFlowWheel } from './platforms';
import { Unavailable } from './unavailable';

/** The C++ compiler's command: `CXX` when set, else the first that runs. @throws Unavailable when there is none. */
export async function findCompiler(signal?: AbortSignal): Promise<string> {
  const candidates = process.env.CXX ? [process.env.CXX] : ['c++', 'g++', 'clang++'];
  for (const candidate of candidates) {
    if ((await runCommand(candidate, ['--version'], { signal })).code === 0) return candidate;
  }
  throw new Unavailable(
    `no C++ compiler (looked for ${candidates.join(', ')}): install one (Debian: apt-get install g++) and run set-up again`,
  );
}

export interface AddonSources {
  compiler: string;
  /** Folder of the package `@tensorflow/tfjs-node-gpu`. */
  tfjsNode: string;
  /** Folder with `tensorflow/`: libraries and headers. */
  tensorflow: string;
  wheel: TensorFlowWheel;
}

/** Compiles tfjs-node's addon against TensorFlow's libraries; the file appears when it is complete. */
export async function compileAddon(sources: AddonSources, addon: string, signal?: AbortSignal): Promise<void> {
  const partial = `${addon}.partial-${process.pid}`;
  try {
    const result = await runCommand(sources.compiler, compilerArguments(sources, partial), { signal });
    if (result.code !== 0) {
      throw new Unavailable(
        `the native engine does not compile (${reasonOf(result)}): a compiler with C++17 is needed, such as g++ 9`,
      );
    }
    renameSync(partial, addon);
  } finally {
    rmSync(partial, { force: true });
  }
}

function compilerArguments({ tfjsNode, tensorflow, wheel }: AddonSources, output: string): string[] {
  const nodeHeaders = findPackage('node-api-headers');
  if (!nodeHeaders) throw new Unavailable('the package node-api-headers is not installed: run `npm install` again');
  const folder = join(tensorflow, 'tensorflow');
  // Node itself holds the functions of Node-API: macOS has to be told that they come later.
  const shared = process.platform === 'darwin' ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared'];
  const defines = ['NAPI_VERSION=8', 'NODE_GYP_MODULE_NAME=tfjs_binding', 'BUILDING_NODE_EXTENSION'];
  const includes = [tfjsNode, join(nodeHeaders, 'include'), join(folder, 'include')];
  return [
    ...['-std=c++17', '-O2', '-fPIC', ...shared],
    ...defines.map((name) => `-D${name}`),
    ...includes.map((path) => `-I${path}`),
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(tfjsNode, 'binding', name)),
    ...wheel.libraries.map((name) => join(folder, name)),
    `-Wl,-rpath,${folder}`,
    ...['-o', output],
  ];
}
