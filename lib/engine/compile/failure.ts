import { dirname, sep } from 'node:path';

/** Frames of the engine itself, of TensorFlow.js and of Node: not where a reader looks for his fault. */
const own = dirname(__dirname);
const library = dirname(own);
const inside = (frame: string) =>
  frame.includes(`${own}${sep}`) || frame.includes(`${sep}@tensorflow${sep}`) || frame.includes('node:');

/** Something in a compiled step that cannot become part of a graph. */
export class RecordingError extends Error {
  override name = 'RecordingError';

  /** @param reason what, and what to do instead; the line of code that asked for it is added */
  constructor(reason: string) {
    super(`Compiled step: ${reason}${whereFrom()}`);
  }
}

/** ` (at layer.ts:3:5, called from notebook.ts:7:1)`: the innermost line, and the user's where the first is ours. */
function whereFrom(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  const frames = (new Error().stack ?? '').split('\n').slice(1);
  Error.stackTraceLimit = limit;
  const places = frames.filter((frame) => !inside(frame)).map(placeOf);
  const innermost = places.find((place) => place !== undefined);
  if (!innermost) return '';
  const users = places.find((place) => place !== undefined && !place.startsWith(`${library}${sep}`));
  return users && users !== innermost ? ` (at ${innermost}, called from ${users})` : ` (at ${innermost})`;
}

const placeOf = (frame: string) => /\(?([^()\s]+:\d+:\d+)\)?$/.exec(frame)?.[1]?.replace('file://', '');
