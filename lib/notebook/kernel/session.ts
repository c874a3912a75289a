import { setImmediate } from 'node:timers/promises';
import { Interrupted, type MimeBundle, setKernelHost } from '../host';
import { createAwaiter } from './awaiter';
import { Cell } from './cell';
import { interruptibleConverter } from './converter';
import { type Failure, failureOf, interruptedFailure, thrownFailure } from './failure';
import { CellSources, named } from './sources';
import { timersFired, trackTimers } from './timers';
import type { Executor, Tslab } from './tslab';

/** A cell ends when the timers it started that fire within this time have fired. */
const timerPatienceMilliseconds = 2000;

/** Runs cells one after the other and says how each ended. */
export class Session {
  readonly executor: Executor;
  private cell: Cell | undefined;
  private printedErrors: unknown[][] = [];
  private stray: unknown[] = [];
  private readonly sources = new CellSources();

  constructor(
    tslab: Tslab,
    private readonly display: (bundle: MimeBundle) => void,
  ) {
    const converter = tslab.converter.createConverter({ isJS: false, isBrowser: false });
    this.executor = tslab.executor.createExecutor(
      process.cwd(),
      { node: named(interruptibleConverter(converter, tslab.compiler), this.sources), close: () => converter.close() },
      { log: console.log, error: (...values) => this.printedErrors.push(values) },
    );
    trackTimers(() => this.cell);
    Object.assign(globalThis, { __awaiter: createAwaiter(() => this.cell) });
  }

  /** Stop what the running cell does, or its next step when it computes without waiting. */
  interrupt(): void {
    this.cell?.interrupt();
    this.executor.interrupt();
  }

  /** Remember an error that nobody caught: it fails the running cell, or else the next one. */
  addStray(error: unknown): void {
    if (error instanceof Interrupted) return;
    this.stray.push(error);
    if (!this.cell) console.error(error);
  }

  /** Run one cell. Undefined when it succeeded. */
  async run(source: string, count: number): Promise<Failure | undefined> {
    this.sources.current = count;
    if (this.stray.length > 0)
      return this.strayFailure('an earlier cell failed after it had ended; run this one again');
    const cell = new Cell();
    this.cell = cell;
    this.printedErrors = [];
    setKernelHost({ cell, display: this.display });
    try {
      const succeeded = await this.executor.execute(source);
      if (!succeeded) {
        this.stray = [];
        const failure = cell.interrupted ? interruptedFailure : failureOf(this.printedErrors, this.sources);
        if (failure === interruptedFailure) cell.interrupt();
        return failure;
      }
      await setImmediate();
      await timersFired(cell, timerPatienceMilliseconds);
      if (cell.interrupted) return interruptedFailure;
      if (this.stray.length > 0) return this.strayFailure('not awaited, or thrown in a timer');
      return undefined;
    } finally {
      this.cell = undefined;
      setKernelHost({ cell: undefined, display: this.display });
    }
  }

  private strayFailure(explanation: string): Failure {
    const failures = this.stray.map((error) => thrownFailure(error, this.sources));
    this.stray = [];
    const { ename, evalue } = failures[0] as Failure;
    return {
      ename,
      evalue: `${evalue} (${explanation})`,
      traceback: [`Uncaught error: ${explanation}`, ...failures.flatMap(({ traceback }) => traceback)],
    };
  }
}
