import type { StudyError } from './errors';
import type { ResultOf } from './scoreRows';
import { readShipped } from './shipped';
import { defaultStudyFolder, stateOf } from './store';

/** Where results are looked for. */
export interface OpenResultsOptions {
  /** Of runs (default: `defaultStudyFolder`). */
  folder?: string;
  /** Whether results that come with the package fill what the folder lacks (default true). */
  shipped?: boolean;
  /** Told once of each result that is damaged; it counts as none. */
  onFault?: (fault: StudyError) => void;
}

/**
 * The results there are, by spec: those of the folder, else those that come with the package.
 * @throws StudyError, when a result is asked for, if it is of another version or its spec was edited by hand
 */
export function openResults({
  folder = defaultStudyFolder,
  shipped = true,
  onFault,
}: OpenResultsOptions = {}): ResultOf {
  const along = shipped ? readShipped() : undefined;
  const told = new Set<string>();
  return (spec) => {
    const found = stateOf(spec, folder, along);
    if (found.state === 'finished') return found.result;
    if (found.state === 'damaged' && !told.has(found.fault.where)) {
      told.add(found.fault.where);
      onFault?.(found.fault);
    }
    return undefined;
  };
}
