import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { packageFolder } from '../../lib/data';
import { installMeteor, metricNames } from '../../lib/metrics';
import { type Corpus, cocoCorpus, generatedCorpus } from './metrics/corpora';
import { benchPython } from './python';
import { median, writeResults } from './results';

/*
 * Caption metrics against pycocoevalcap, in processes that take turns:
 *
 *   npm run bench -- metrics [--captions captions_val2017.json] [--runs 3]
 *
 * Without a file of COCO captions the corpus is generated, with as many captions as val2017 has. Java must be there.
 */

interface Run {
  /** By step: by the clock, and of the processor, which other work on the machine changes less. */
  seconds: Record<string, number>;
  processor: Record<string, number>;
  scores: Record<string, number>;
  peakBytes: number;
  versions?: Record<string, string>;
  /** Seconds from the start of the process to its end. */
  wall: number;
}

const folder = join(packageFolder(), 'out', 'bench-metrics');
const steps = ['tokenization', 'BLEU', 'ROUGE-L', 'CIDEr', 'METEOR'];
const round = (value: number, digits = 3) => Number(value.toPrecision(digits));

async function run(command: string, args: string[]): Promise<Run> {
  const start = performance.now();
  const { stdout } = await promisify(execFile)(command, args, { maxBuffer: 2 ** 26 });
  return { ...(JSON.parse(stdout) as Omit<Run, 'wall'>), wall: (performance.now() - start) / 1000 };
}

const score = (file: string, metrics: readonly string[]) =>
  run(process.execPath, [join(__dirname, 'metrics', 'worker.js'), file, metrics.join()]);

function save(name: string, corpus: Corpus): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(corpus));
  return file;
}

/** Medians of both sides, and how many times faster ours is. */
function compare(ours: readonly Run[], theirs: readonly Run[], kind: 'seconds' | 'processor') {
  const row = (of: (run: Run) => number) => {
    const [one, other] = [median(ours.map(of)), median(theirs.map(of))];
    return { ours: round(one), pycocoevalcap: round(other), ratio: round(other / one) };
  };
  const sum = (of: readonly string[]) => (run: Run) => of.reduce((total, step) => total + (run[kind][step] ?? 0), 0);
  return {
    ...Object.fromEntries(steps.map((step) => [step, row(sum([step]))])),
    'all but METEOR': row(sum(steps.filter((step) => step !== 'METEOR'))),
    ...(kind === 'seconds' && {
      'whole process': row((run) => run.wall),
      'peak memory, MB': row((run) => run.peakBytes / 2 ** 20),
    }),
  };
}

/** The largest difference of a corpus score. */
function largestDifference(ours: Run, theirs: Run): number {
  return Math.max(...metricNames.map((name) => Math.abs((ours.scores[name] ?? Number.NaN) - theirs.scores[name]!)));
}

async function growth() {
  const rows = [];
  for (const captions of [25_000, 50_000, 100_000, 250_000, 500_000]) {
    const file = save(`generated-${captions}`, generatedCorpus(captions / 5));
    const { seconds, peakBytes } = await score(
      file,
      metricNames.filter((name) => name !== 'METEOR'),
    );
    const total = Object.values(seconds).reduce((sum, value) => sum + value, 0);
    rows.push({
      captions,
      seconds: round(total),
      'microseconds a caption': round((total / captions) * 1e6),
      'peak memory, MB': Math.round(peakBytes / 2 ** 20),
    });
  }
  return rows;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { captions: { type: 'string' }, runs: { type: 'string', default: '3' } } });
  await installMeteor({ report: console.log });
  const python = await benchPython('metrics', { dependencies: false });
  const corpus = values.captions === undefined ? generatedCorpus(5000) : cocoCorpus(values.captions);
  const file = save('corpus', corpus);
  const script = join(packageFolder(), 'test', 'bench', 'metrics', 'score.py');
  const ours: Run[] = [];
  const theirs: Run[] = [];
  for (let i = 0; i < Number(values.runs); i++) {
    ours.push(await score(file, metricNames));
    theirs.push(await run(python, [script, file]));
  }
  const [seconds, processorSeconds] = [compare(ours, theirs, 'seconds'), compare(ours, theirs, 'processor')];
  console.log('Seconds by the clock');
  console.table(seconds);
  console.log('Seconds of the processor');
  console.table(processorSeconds);
  const difference = largestDifference(ours[0]!, theirs[0]!);
  console.log(`Largest difference of a corpus score: ${difference.toExponential(1)}`);
  const rows = await growth();
  console.table(rows);
  writeResults('metrics', {
    versions: theirs[0]!.versions,
    corpus: values.captions === undefined ? 'generated' : 'COCO captions',
    images: Object.keys(corpus.predictions).length,
    captions: Object.values(corpus.references).flat().length + Object.keys(corpus.predictions).length,
    runs: Number(values.runs),
    scores: ours[0]!.scores,
    largestDifference: difference,
    seconds,
    processorSeconds,
    growth: rows,
  });
}

void main();
