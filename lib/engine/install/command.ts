import { execFile } from 'node:child_process';

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

/** Runs a command to its end. A failing or missing command is a result, not an exception; only an abort throws. */
export function runCommand(command: string, args: string[], options: CommandOptions = {}): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { ...options, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (options.signal?.aborted) return reject(options.signal.reason);
      const code = error ? exitCode(error) : 0;
      const reason = error?.signal ? `\nstopped by ${error.signal}` : '';
      resolve({ code, stdout, output: `${stdout}\n${stderr}${reason}`.trim() });
    });
  });
}

function exitCode(error: { code?: number | string | null }): number {
  if (typeof error.code === 'number') return error.code;
  return error.code === 'ENOENT' ? 127 : 1;
}

/** The line of a command's output that tells why it failed: the first that says error, else the last. */
export function reasonOf({ output }: CommandResult): string {
  const lines = output.split('\n').map((line) => line.trim());
  const filled = lines.filter((line) => line !== '' && !/warning/i.test(line));
  const reason = filled.find((line) => /error/i.test(line)) ?? filled.at(-1) ?? 'no output';
  return reason.replace(/^(npm )?error:? */i, '').slice(0, 300);
}
