import { createHash } from 'node:crypto';
import { canonicalJson } from '../spec';
import type { JobKind } from './executor';

/** Names a job by what it does, as `runId` names runs: from the SHA-256 of its kind and its specification. */
export const jobId = (kind: JobKind, spec: unknown): string =>
  createHash('sha256')
    .update(canonicalJson([kind, spec]))
    .digest('hex')
    .slice(0, 16);
