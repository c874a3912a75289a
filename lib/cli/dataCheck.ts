import { type CheckReport, checkData } from '../data/check';
import { progress } from '../notebook/progress';
import { decodeImage } from '../vision/decode';
import { UsageError } from './command';

export interface CheckValues {
  json?: boolean;
  quick?: boolean;
  captions?: string;
  images?: string;
  'follow-links'?: boolean;
}

/** Looks through a copy of a data set and says what is there and what is wrong. @returns exit code 1 if something is */
export async function checkFolder(args: readonly string[], values: CheckValues): Promise<number> {
  const [folder, ...rest] = args;
  if (folder === undefined || rest.length > 0) {
    throw new UsageError(`"data check" takes one folder, found: ${args.join(' ') || 'none'}`);
  }
  const report = await checkData(folder, {
    captions: values.captions,
    images: values.images,
    followLinks: values['follow-links'],
    ...(values.quick ? {} : { checkImage: (bytes: Uint8Array) => decodeImage(bytes) }),
    ...(values.json ? {} : { onProgress: showProgress() }),
  });
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : textOf(report));
  return report.errors.length > 0 ? 1 : 0;
}

function showProgress(): (done: number, total: number) => void {
  let bar: ReturnType<typeof progress> | undefined;
  return (done, total) => {
    bar ??= progress(total, 'images');
    bar.update(done);
  };
}

/** Errors of a kind that are listed; JSON has all. */
const LISTED = 50;

function textOf({ title, folder, splits, licence, notice, errors, skipped }: CheckReport): string {
  const lines = [`${title}: ${folder}`];
  for (const [split, counts] of Object.entries(splits)) {
    const numbers = Object.entries(counts).map(([name, count]) => `${String(count).padStart(9)} ${name}`);
    lines.push(`  ${split.padEnd(6)}${numbers.join('')}`);
  }
  lines.push(...[licence, notice ?? ''].filter((text) => text !== '').map((text) => `  ${text}`));
  for (const [kind, { count, example, meaning }] of Object.entries(skipped)) {
    lines.push(`Left out: ${count} x ${kind}. ${meaning}`, `  such as ${example.replace(` ${meaning}`, '')}`);
  }
  for (const kind of new Set(errors.map((fault) => fault.kind))) {
    const faults = errors.filter((fault) => fault.kind === kind);
    lines.push(`Wrong: ${faults.length} x ${kind}. ${faults[0]!.fix}`);
    lines.push(...faults.slice(0, LISTED).map(({ where, found }) => `  ${where}: ${found}`));
    if (faults.length > LISTED) lines.push(`  ... and ${faults.length - LISTED} more: --json lists all`);
  }
  if (errors.length === 0) lines.push('Nothing is wrong.');
  return `${lines.join('\n')}\n`;
}
