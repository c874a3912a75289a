import { spawn } from 'node:child_process';

export interface CommandOptions {
  signal?: AbortSignal;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
}

export interface CommandResult {
  /** 0 when it went well; 127 when there is no such command. */
  code: number;
  stdout: string;
  /** Both streams, for the reason of a failure. */
  output: string;
}

/**
 * Runs a command to its end. A failing or missing command is a result, not an exception; only an abort throws, and
 * that when the command is gone: nothing that it started writes any more.
 */
export function runCommand(command: string, args: string[], options: CommandOptions = {}): Promise<CommandResult> {
  const { signal, ...rest } = options;
  if (signal?.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    // With a signal, a group of its own: an abort ends the command's own children too.
    const detached = signal !== undefined;
    const child = spawn(command, args, { ...rest, detached, stdio: ['ignore', 'pipe', 'pipe'] });
    const text = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (chunk) => (text.stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk) => (text.stderr += chunk));
    const stop = () => child.pid && killGroup(child.pid);
    signal?.addEventListener('abort', stop, { once: true });
    child.on('error', (error: NodeJS.ErrnoException) => (text.stderr += error.message));
    child.on('close', (code, killer) => {
      signal?.removeEventListener('abort', stop);
      if (signal?.aborted) return reject(signal.reason);
      const reason = killer ? `\nstopped by ${killer}` : '';
      resolve({ code: exitCode(code), stdout: text.stdout, output: `${text.stdout}\n${text.stderr}${reason}`.trim() });
    });
  });
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Node gives a negative code (of ENOENT and its like) to a command that did not start. */
function exitCode(code: number | null): number {
  if (code === null) return 1;
  return code < 0 ? 127 : code;
}

/** The line of a command's output that tells why it failed: the first that says error, else the last. */
export function reasonOf({ output }: CommandResult): string {
  const lines = output.split('\n').map((line) => line.trim());
  const filled = lines.filter((line) => line !== '' && !/warning/i.test(line));
  const reason = filled.find((line) => /error/i.test(line)) ?? filled.at(-1) ?? 'no output';
  return reason.replace(/^(npm )?error:? */i, '').slice(0, 300);
}
