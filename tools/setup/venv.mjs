import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

const python = join(root, '.venv', 'bin', 'python');

export const missingPython =
  'no Python environment (.venv): install Python 3.10 or newer with its venv module, then run `npm run setup`';

export function hasPython() {
  return existsSync(python);
}

/**
 * Runs the environment's Python in the foreground; its exit code becomes ours.
 * @param {string[]} args
 */
export function runPython(args) {
  const child = spawn(python, args, { cwd: root, stdio: 'inherit' });
  // Ctrl-C reaches the child too, which may ask back: its ending is ours.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill());
  child.on('close', (code) => {
    process.exitCode = code ?? 1;
  });
}
