import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../../lib/data';
import { reasonOf, runCommand } from '../../lib/engine/install/command';

/**
 * A Python environment with the pinned packages that a benchmark compares with, in `out/python/<name>`; it is made
 * when it is missing.
 * @param name of the folder `test/bench/<name>`, whose `requirements.txt` lists the packages
 * @param options.dependencies whether pip installs what the packages ask for (default true); false where the file
 * lists everything, e.g. PyTorch without the GPU libraries that its package asks for
 * @returns the path of its Python
 * @throws if Python or the packages cannot be had
 */
export async function benchPython(name: string, options: { dependencies?: boolean } = {}): Promise<string> {
  const { dependencies = true } = options;
  const requirements = join(packageFolder(), 'test', 'bench', name, 'requirements.txt');
  const environment = join(packageFolder(), 'out', 'python', name);
  const python = join(environment, 'bin', 'python');
  const stamp = join(environment, '.requirements');
  const state = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return python;
  rmSync(environment, { recursive: true, force: true });
  console.log(`Installing what ${name} is compared with (once)`);
  await need('python3', ['-m', 'venv', environment]);
  const flags = ['-q', '--disable-pip-version-check', '--no-input', ...(dependencies ? [] : ['--no-deps'])];
  await need(python, ['-m', 'pip', 'install', ...flags, '-r', requirements]);
  writeFileSync(stamp, state);
  return python;
}

async function need(command: string, args: string[]): Promise<void> {
  const result = await runCommand(command, args);
  if (result.code !== 0) throw new Error(`${command} ${args.join(' ')}: ${reasonOf(result)}`);
}
