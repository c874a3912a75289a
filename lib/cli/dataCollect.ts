import { collectFeatures } from '../data/featureCache/collect';
import { defaultFeatureCache } from '../data/featureCache/space';
import { UsageError } from './command';

export interface CollectValues {
  json?: boolean;
  cache?: string;
  verify?: boolean;
  'dry-run'?: boolean;
  'unused-days'?: string;
  model?: string;
}

/** Removes from the feature cache what is of no use, and says what is left. */
export async function collectCache(args: readonly string[], values: CollectValues): Promise<number> {
  if (args.length > 0) throw new UsageError(`"data gc" takes no arguments, found: ${args.join(' ')}`);
  const { cache = defaultFeatureCache(), verify, model, 'dry-run': dryRun } = values;
  const collection = collectFeatures(cache, { verify, model, dryRun, unusedDays: daysOf(values['unused-days']) });
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ cache, ...collection }, null, 2)}\n`);
    return 0;
  }
  const { removed, kept } = collection;
  const lines = [
    ...removed.map(({ path, reason }) => `${dryRun ? 'would remove' : 'removed'} ${path}: ${reason}`),
    ...kept.map(
      ({ folder, model, output, images, bytes }) => `${folder}: ${model}, ${output}, ${images} images, ${size(bytes)}`,
    ),
    `${cache}: ${size(sum(removed))} ${dryRun ? 'to be freed' : 'freed'}, ${size(sum(kept))} in use`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}

function daysOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const days = Number(text);
  if (text.trim() !== '' && days >= 0) return days;
  throw new UsageError(`--unused-days: found "${text}", expected a number of days`);
}

const sum = (items: readonly { bytes: number }[]) => items.reduce((total, { bytes }) => total + bytes, 0);

const size = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
