import { tf } from '../tf';
import { RecordingError } from './failure';

/** A value with its tensors taken out, from which `rebuild` makes it again with other tensors. */
export interface Taken {
  tensors: tf.Tensor[];
  /** One text for all values of this structure, of these shapes and types, and with these numbers and strings. */
  key: string;
  /** The same value with the n-th tensor replaced by `replace(n)`. */
  rebuild(replace: (index: number) => tf.Tensor): unknown;
}

/** What to do with a leaf that is no tensor: its part of the key. @throws where there is no place for it */
export type OtherLeaf = (value: unknown, path: string) => string;

/** Takes the tensors out of nested arrays and plain objects. */
export function takeTensors(value: unknown, path: string, other: OtherLeaf): Taken {
  const tensors: tf.Tensor[] = [];
  const keys: string[] = [];

  function walk(part: unknown, at: string): (replace: (index: number) => tf.Tensor) => unknown {
    if (part instanceof tf.Tensor) {
      const index = tensors.push(part) - 1;
      keys.push(`${part.dtype}[${part.shape}]`);
      return (replace) => replace(index);
    }
    if (Array.isArray(part)) {
      keys.push('(');
      const items = part.map((item, i) => walk(item, `${at}[${i}]`));
      keys.push(')');
      return (replace) => items.map((item) => item(replace));
    }
    if (isPlainObject(part)) {
      keys.push('{');
      const entries = Object.entries(part).map(([name, item]) => {
        keys.push(JSON.stringify(name));
        return [name, walk(item, `${at}.${name}`)] as const;
      });
      keys.push('}');
      return (replace) => Object.fromEntries(entries.map(([name, item]) => [name, item(replace)]));
    }
    keys.push(other(part, at));
    return () => part;
  }

  const rebuild = walk(value, path);
  return { tensors, key: keys.join(' '), rebuild };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Numbers, strings and flags of an input belong to the shape of a step: another value is another recording. */
export const inputLeaf: OtherLeaf = (value, path) => {
  if (value === undefined || value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  throw new Error(
    `Compiled step: ${path} is ${describe(value)}; an input holds tensors, numbers, strings, flags, arrays and plain objects.`,
  );
};

/** Only tensors (and nothing at all) can come out of a graph anew each time. */
export const outputLeaf: OtherLeaf = (value, path) => {
  if (value === undefined || value === null) return String(value);
  throw new RecordingError(
    `${path} is ${describe(value)}, which would be the same after every run; return tensors only.`,
  );
};

function describe(value: unknown): string {
  if (value instanceof Promise) return 'a promise (a step must not be async)';
  if (typeof value === 'object' && value !== null) return `an object of class ${value.constructor?.name ?? 'unknown'}`;
  return typeof value === 'function' ? 'a function' : `the ${typeof value} ${String(value)}`;
}
