// Makes the committed miniatures again, bit by bit: npm run miniatures [-- NAME ...] [--to FOLDER]
// NAME is abo or coco; default: both, below data/mini.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { miniAbo, miniCoco, writeProducts, writeScenes } = createRequire(import.meta.url)('../dist/data/mini');

const makers = {
  abo: (folder, options) => writeProducts(folder, miniAbo, options),
  coco: (folder, options) => writeScenes(folder, miniCoco, options),
};
const { values, positionals } = parseArgs({ allowPositionals: true, options: { to: { type: 'string' } } });
const to = values.to ?? fileURLToPath(new URL('../data/mini', import.meta.url));
const names = positionals.length > 0 ? positionals : Object.keys(makers);
const unknown = names.find((name) => !Object.hasOwn(makers, name));
if (unknown) throw new Error(`Unknown miniature "${unknown}", expected one of ${Object.keys(makers).join(', ')}.`);
for (const name of names) {
  const start = performance.now();
  const report = (done, total) => {
    if (done % 50 === 0 || done === total) console.log(`${name}: ${done} of ${total}`);
  };
  await makers[name](join(to, name), { onProgress: report });
  console.log(`${name}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
}
