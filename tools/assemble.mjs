// Assembles lib/vision/resample.wat into the module resampleCode.ts beside it: node tools/assemble.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import wabt from 'wabt';

const folder = join(fileURLToPath(new URL('..', import.meta.url)), 'lib', 'vision');

/** @returns the text of the module */
export async function assemble() {
  const { parseWat } = await wabt();
  const module = parseWat('resample.wat', readFileSync(join(folder, 'resample.wat'), 'utf8'));
  const code = Buffer.from(module.toBinary({}).buffer).toString('base64');
  const lines = code.match(/.{1,100}/g).map((line) => `  '${line}',`);
  return [
    '// Made of resample.wat by tools/assemble.mjs.',
    'export const resampleCode = [',
    ...lines,
    "].join('');",
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(join(folder, 'resampleCode.ts'), await assemble());
