import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The name notebooks and tools know the kernel by. */
export const kernelName = 'mivpg';

/**
 * Register the notebook kernel for the Python environment (or other Jupyter prefix) at `prefix`.
 * The kernel runs with the Node that runs this, from the compiled package this function is part of.
 * @returns the path of the written kernel.json
 */
export function installKernel(prefix: string): string {
  const folder = join(resolve(prefix), 'share', 'jupyter', 'kernels', kernelName);
  mkdirSync(folder, { recursive: true });
  const specification = {
    argv: [process.execPath, join(__dirname, 'kernel.js'), '--config-path', '{connection_file}'],
    display_name: 'TypeScript (mivpg)',
    language: 'typescript',
  };
  const path = join(folder, 'kernel.json');
  writeFileSync(path, `${JSON.stringify(specification, null, 2)}\n`);
  return path;
}
