import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Blip2 } from '../../lib/blip2';
import { loadMiniCoco, packageFolder } from '../../lib/data';
import { useEngine } from '../../lib/engine';
import { benchPython } from './python';
import { writeResults } from './results';
import { Side } from './side';

const kinds = ['t5', 'opt'] as const;
const prompts = ['', 'a photo of'];

/**
 * `npm run bench -- pretrained [--scenes 20]`: whether Hugging Face's BLIP-2 loads the models of `data/models` and writes
 * the same ids as this library for validation scenes of MiniCOCO, with one beam and with five.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { scenes: { type: 'string', default: '20' } } });
  const python = await benchPython('blip2');
  await useEngine();
  const { splits } = await loadMiniCoco();
  const names = splits.val.slice(0, Number(values.scenes)).map(({ images }) => images[0]!.name);
  const pictures = names.map((name) => join(packageFolder(), 'data', 'mini', 'coco', name));
  const results: Record<string, string> = {};
  for (const kind of kinds) results[kind] = await compare(kind, pictures, python);
  writeResults('pretrained', { scenes: pictures.length, ...results });
  if (Object.values(results).some((result) => !result.startsWith('all'))) process.exitCode = 1;
}

/** @returns how many captions have equal ids */
async function compare(kind: string, pictures: readonly string[], python: string): Promise<string> {
  const folder = join(packageFolder(), 'data', 'models', `mini-blip2-${kind}`);
  const model = await Blip2.fromPretrained(folder);
  const side = new Side(python, [join(packageFolder(), 'test', 'bench', 'pretrained', 'pretrained.py'), folder]);
  let [equal, all] = [0, 0];
  for (const prompt of prompts) {
    for (const beams of [1, 5]) {
      const { tokens, captions } = await model.caption(pictures, { prompt, beams, maxNewTokens: 30 });
      for (const [i, picture] of pictures.entries()) {
        const theirs = await side.ask<number[]>(JSON.stringify({ picture, prompt, beams }));
        all++;
        if (`${theirs}` === `${tokens[i]}`) equal++;
        else
          console.log(`${kind}, "${prompt}", ${beams} beams, ${picture}: ${captions[i]}\n  ${tokens[i]}\n  ${theirs}`);
      }
    }
  }
  side.quit();
  model.dispose();
  const result = equal === all ? `all ${all} captions equal` : `${equal} of ${all} captions equal`;
  console.log(`${kind}: ${result}`);
  return result;
}

main();
