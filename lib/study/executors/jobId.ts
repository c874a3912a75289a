import { createHash } from 'node:crypto';
import type { JobKind } from './executor';

/** Names a job by what it does: the first 16 hex digits of the SHA-256 of its specification, whatever the order of fields. */
export const jobId = (kind: JobKind, spec: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify([kind, sorted(spec)]))
    .digest('hex')
    .slice(0, 16);

/** The same value with the fields of all objects in the order of their names. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, sorted(field)]));
}
