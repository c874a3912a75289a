import { format } from 'node:util';
import type { CellSources } from './sources';

/** Why a cell failed, as Jupyter's `error` message and a notebook file store it. */
export interface Failure {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** A failure from what tslab prints for it: one thrown value, or one printf-style line per type error. */
export function failureOf(printed: unknown[][], sources: CellSources): Failure {
  const [first] = printed;
  if (first?.length === 1) return thrownFailure(first[0], sources);
  const lines = printed.map((values) => format(...values));
  return { ename: 'CompileError', evalue: lines.join('\n'), traceback: ['CompileError:', ...lines] };
}

/** A failure from a thrown value; frames of the kernel itself are left out of the stack. */
export function thrownFailure(thrown: unknown, sources: CellSources): Failure {
  if (!(thrown instanceof Error) && !isErrorLike(thrown))
    return { ename: 'Thrown', evalue: format(thrown), traceback: [`Thrown: ${format(thrown)}`] };
  const { name, message, stack = '' } = thrown;
  const code = (thrown as { code?: string }).code;
  if (code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') return interruptedFailure;
  const frames = stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && !ownFrame.test(line))
    .map((line) => sources.explain(line));
  const causes = thrown.cause === undefined ? [] : [`Caused by: ${format(thrown.cause)}`];
  return { ename: name, evalue: message, traceback: [`${name}: ${message}`, ...frames, ...causes] };
}

export const interruptedFailure: Failure = {
  ename: 'Interrupted',
  evalue: 'the cell was interrupted',
  traceback: ['Interrupted: the cell was interrupted'],
};

const ownFrame = /node:|[\\/]tslab[\\/]dist[\\/]|[\\/]notebook[\\/]kernel[\\/]|<anonymous>\)?$/;

// An error made in another realm (a vm context, jsdom) is no instance of this realm's Error.
function isErrorLike(value: unknown): value is Error {
  return typeof value === 'object' && value !== null && 'message' in value && 'stack' in value;
}
