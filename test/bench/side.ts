import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** One side of a comparison, in a process of its own, so that its peak of memory is its own too. */
export class Side {
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;

  /** The process reads one command a line and answers each with one line of JSON. @param environment added to this process's */
  constructor(command: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    this.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...environment } });
    this.lines = createInterface({ input: this.child.stdout! })[Symbol.asyncIterator]();
  }

  /** @throws if the process ended */
  async ask<T>(command: string): Promise<T> {
    this.child.stdin!.write(`${command}\n`);
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`A side of the benchmark ended before its answer to "${command}".`);
    return JSON.parse(value) as T;
  }

  quit(): void {
    this.child.stdin!.end();
  }
}
