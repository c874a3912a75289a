// Makes the committed miniatures again, bit by bit, or more in their manner:
//   npm run miniatures [-- abo coco] [--to FOLDER]             default: both, below data/mini
//   npm run miniatures -- oracles [--to FOLDER]               what the generators write of them once more
//   npm run miniatures -- scenes products --to FOLDER [--count 10000] [--seed 1]
// Scenes and products to pretrain with are of models that no split of the miniatures shows.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { miniAbo, miniCoco, oracleSets, writeOracle, writeProducts, writeScenes } = createRequire(import.meta.url)(
  '../dist/data/mini',
);

const options = { to: { type: 'string' }, count: { type: 'string' }, seed: { type: 'string' } };
const { values, positionals } = parseArgs({ allowPositionals: true, options });
const names = positionals.length > 0 ? positionals : ['abo', 'coco'];
const more = { seed: number('seed', 1), counts: [['pretrain', number('count', 10_000)]] };
const makers = {
  abo: (folder, hooks) => writeProducts(folder, miniAbo, hooks),
  coco: (folder, hooks) => writeScenes(folder, miniCoco, hooks),
  oracles: () => {
    for (const set of oracleSets) writeOracle(to, set, (done) => done % 50 === 0 && console.log(`${set}: ${done}`));
  },
  products: (folder, hooks) => writeProducts(folder, more, hooks),
  scenes: (folder, hooks) => writeScenes(folder, { ...more, dataset: 'mini-scenes' }, hooks),
};

const unknown = names.find((name) => !Object.hasOwn(makers, name));
if (unknown) throw new Error(`Unknown set "${unknown}", expected some of ${Object.keys(makers).join(', ')}.`);
if (!values.to && names.some((name) => name === 'products' || name === 'scenes')) {
  throw new Error('Where to? Name a folder: --to FOLDER.');
}
const to = values.to ?? fileURLToPath(new URL('../data/mini', import.meta.url));
for (const name of names) {
  const start = performance.now();
  const onProgress = (done, total) => {
    if (done % 50 === 0 || done === total) console.log(`${name}: ${done} of ${total}`);
  };
  await makers[name](join(to, name), { onProgress });
  console.log(`${name}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
}

function number(name, otherwise) {
  const value = Number(values[name] ?? otherwise);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${name} is "${values[name]}", expected a positive whole number.`);
}
