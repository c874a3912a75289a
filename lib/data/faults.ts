/** What a kind of fault means, and how often it may be met. */
export interface FaultKind {
  /**
   * `error`: the copy is damaged or incomplete, loading fails. `skip`: published copies have such entries; they are left
   * out and counted.
   */
  gravity: 'error' | 'skip';
  /** What helps, as a sentence. */
  fix: string;
}

const error = (fix: string): FaultKind => ({ gravity: 'error', fix });
const skip = (fix: string): FaultKind => ({ gravity: 'skip', fix });

/** Everything that can be wrong with a copy of a data set, and what helps. */
export const faultKinds = {
  'missing-file': error('Copy it from the original, or name the folder that has it.'),
  'malformed-file': error('Copy the file again from the original.'),
  'wrong-columns': error('Name the columns in the first line as the original does.'),
  'duplicate-id': error('Remove or rename all but one.'),
  'unsafe-name': error('Give a file name inside the folder, without "..".'),
  'outside-link': error('Copy the file itself, or load with the option followLinks.'),
  'missing-image': error('Copy it from the original, or load with incomplete: "skip".'),
  'unreadable-image': error('Copy it again from the original.'),
  'empty-bag': error('Copy its images from the original, or load with incomplete: "skip".'),
  'orphan-caption': error('Add what the caption is about, or remove the caption.'),
  'no-caption': skip('Nothing to do unless it should have one.'),
  'empty-caption': skip('Nothing to do: the caption is left out.'),
  'long-caption': skip('Nothing to do: the caption is left out; the option maxCaptionWords sets the limit.'),
  'image-count': skip('Nothing to do: products with another number of images than the paper takes are left out.'),
  'repeated-listing': skip('Nothing to do: the first listing of a product counts.'),
  'unlisted-image': skip('Nothing to do: images that images.csv.gz does not list are left out.'),
  'uncaptioned-image': skip('Nothing to do: images that belong to no sample are left out.'),
  restval: skip('Nothing to do: load with restval: true to train on them.'),
} satisfies Record<string, FaultKind>;

/** A kind of fault, a key of `faultKinds`. */
export type FaultName = keyof typeof faultKinds;

/** One thing that is wrong. */
export interface Fault {
  kind: FaultName;
  /** File, and line or field where there is one. */
  where: string;
  /** What was found and what was expected. */
  found: string;
}

/** Why data cannot be used. */
export class DataError extends Error {
  override readonly name = 'DataError';

  /** @param faults at least one */
  constructor(
    readonly faults: readonly Fault[],
    options?: ErrorOptions,
  ) {
    super(describe(faults), options);
  }

  /** Kind of the first fault. */
  get kind(): FaultName {
    return this.faults[0]!.kind;
  }
}

/** A DataError of one fault. */
export const dataError = (kind: FaultName, where: string, found: string, options?: ErrorOptions) =>
  new DataError([{ kind, where, found }], options);

const SHOWN = 5;

function describe(faults: readonly Fault[]): string {
  const lines = faults.slice(0, SHOWN).map(describeFault);
  if (faults.length > SHOWN) lines.push(`... and ${faults.length - SHOWN} more: \`mivpg data check\` lists all.`);
  return lines.join('\n');
}

export const describeFault = ({ kind, where, found }: Fault): string =>
  `${where}: ${found.replace(/\.$/, '')} (${kind}). ${faultKinds[kind].fix}`;

export interface FaultOptions {
  /**
   * What a missing image or an empty bag is: an `error` (default), or a `skip`, for a copy that has a part of the data
   * only. Then such samples are left out and counted.
   */
  incomplete?: 'error' | 'skip';
}

const INCOMPLETE: readonly FaultName[] = ['missing-image', 'empty-bag'];

/** Notes what is wrong while data is read, so that all of it can be said at once. */
export class FaultLog {
  readonly errors: Fault[] = [];
  readonly skips: Fault[] = [];

  constructor(private readonly options: FaultOptions = {}) {}

  note(kind: FaultName, where: string, found: string): void {
    const skipped =
      faultKinds[kind].gravity === 'skip' || (this.options.incomplete === 'skip' && INCOMPLETE.includes(kind));
    (skipped ? this.skips : this.errors).push({ kind, where, found });
  }

  /** How many of each kind were left out. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { kind } of this.skips) counts[kind] = (counts[kind] ?? 0) + 1;
    return counts;
  }

  /** @throws DataError with all errors, if there are any */
  throwErrors(): void {
    if (this.errors.length > 0) throw new DataError(this.errors);
  }
}
