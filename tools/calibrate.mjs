// Tries settings for a miniature with the plain QFormer, by validation scores alone:
//   npm run build && node tools/calibrate.mjs scenes --sizes 62,500,all --epochs 8,16 --peak 1e-4,3e-4
//     [--model FOLDER] [--photographs FOLDER] [--language opt] [--variant lstm-mean] [--batch 16]
//     [--validate 100] [--beams 1] [--folder out/calibration]
// Every trial is trained with every size; a training that is in the folder is not done again.
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

const require = createRequire(import.meta.url);
const { useEngine } = require('../dist/engine');
const { calibrate } = require('../dist/study/calibrate');

const string = (value) => ({ type: 'string', default: value });
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...{ sizes: string('all'), epochs: string(), peak: string(), batch: string(), validate: string(), beams: string() },
    ...{ language: string('t5'), variant: string('qformer'), seed: string('1'), folder: string('out/calibration') },
    ...{ model: string(), photographs: string() },
  },
});
const [scenario, ...more] = positionals;
if (!scenario || more.length > 0) throw new Error('Which scenario? scenes, slides, products or photographs.');
const numbers = (name) => values[name]?.split(',').map(number) ?? [undefined];
const [batch, samples, beams] = ['batch', 'validate', 'beams'].map((name) => numbers(name)[0]);
const trials = numbers('peak').flatMap((peak) =>
  numbers('epochs').map((epochs) => ({
    ...(epochs && { epochs }),
    ...(batch && { batch }),
    ...(peak && { schedule: { peak } }),
    ...(beams && { generation: { beams } }),
    ...(samples && { validation: { samples } }),
  })),
);

await useEngine();
const rows = calibrate({
  ...{ scenario, trials, language: values.language, variant: values.variant, folder: values.folder },
  sizes: values.sizes.split(',').map((size) => (size === 'all' ? size : number(size))),
  seed: number(values.seed),
  sources: { models: { [values.language]: values.model }, data: { photographs: values.photographs } },
  onProgress: (text) => process.stderr.isTTY && process.stderr.write(`\r\x1b[K${text}`),
});
const three = (value) => value.toFixed(3);
const brief = (scores) => (scores ? `CIDEr ${three(scores.CIDEr)}, BLEU-4 ${three(scores['BLEU-4'])}` : 'none');
let shown = '';
for await (const { spec, report, bounds } of rows) {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const blind = Object.entries(bounds.blind).map(([name, scores]) => `${name}: ${brief(scores)}`);
  const around = [...blind, `oracle: ${brief(bounds.oracle)}`].join('; ');
  if (around !== shown) console.log(`# ${spec.size} samples: ${around}`);
  shown = around;
  const { epochs, schedule } = spec.settings;
  const { best, seconds, secondsPerStep = 0, steps } = report;
  const trail = report.epochs.map(({ scores }) => (scores ? three(scores.CIDEr) : '-')).join(' ');
  console.log(
    `${spec.size} samples, ${epochs} epochs, peak ${schedule.peak}: ${brief(best?.scores)} at epoch ${best?.epoch}` +
      ` (${steps} steps, ${seconds.toFixed(0)} s, ${(1000 * secondsPerStep).toFixed(0)} ms a step); CIDEr ${trail}`,
  );
}

function number(text) {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`Found "${text}", expected a positive number.`);
}
