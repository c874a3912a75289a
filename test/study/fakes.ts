import type { RunSpec } from '../../lib/study/spec';
import { trainingSettings } from '../../lib/study/trainingSettings';

/** A spec as another, but for what is given. */
export function fakeSpec(changes: Partial<RunSpec> = {}): RunSpec {
  const seed = changes.seed ?? 1;
  return {
    version: 1,
    scenario: 'scenes',
    scale: 'mini',
    language: 't5',
    variant: 'ppeg',
    size: 100,
    seed,
    settings: trainingSettings({ epochs: 2, seed }),
    ...changes,
  };
}
