import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Ends what is running when set-up is interrupted. */
export const interruption = new AbortController();

/** A part that cannot be had here; the message is one line with the fix. */
export class Unavailable extends Error {}

/** @param {string[]} parts */
export function hash(...parts) {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/**
 * Runs a command in the checkout and returns its exit code (127: no such command) and all it wrote.
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, signal: interruption.signal, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    child.on('error', (error) => {
      if (interruption.signal.aborted) reject(error);
      else resolve({ code: 127, output: error.message });
    });
    child.on('close', (code, signal) => resolve({ code: code ?? 1, output: signal ? `${output}\n${signal}` : output }));
  });
}

/**
 * The line of a command's output that tells why it failed: the first that says error, else the last.
 * @param {string} output
 */
export function reasonOf(output) {
  const lines = output.split('\n').map((line) => line.trim());
  const filled = lines.filter((line) => line !== '' && !/warn/i.test(line));
  const reason = filled.find((line) => /error/i.test(line)) ?? filled.at(-1) ?? 'no output';
  return reason.replace(/^(npm )?error:? */i, '').slice(0, 300);
}
