import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.mjs';

const stamp = join(root, 'dist', '.sources.json');

/** Whether `dist` was built from the sources as they are now. */
export function isLibraryBuilt() {
  return readStamp() === JSON.stringify(listSources());
}

/** Compiles `lib` to `dist`. @throws with the compiler's messages. */
export async function buildLibrary() {
  const sources = listSources();
  const gone = Object.keys(JSON.parse(readStamp() || '{}')).some((file) => !(file in sources));
  // The compiler leaves the output of a deleted source behind.
  if (gone) rmSync(join(root, 'dist'), { recursive: true });
  const { code, output } = await run(process.execPath, [
    'node_modules/typescript/bin/tsc',
    '-p',
    'tsconfig.build.json',
  ]);
  if (code !== 0) throw new Error(`the library does not compile\n${output.trim()}`);
  writeFileSync(stamp, JSON.stringify(sources));
}

function readStamp() {
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
}

/** Sources by path, with time and size: quicker to compare than their text. */
function listSources() {
  const files = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.ts$/.test(file),
  );
  const paths = [
    'tsconfig.json',
    'tsconfig.build.json',
    'package-lock.json',
    ...files.sort().map((file) => join('lib', file)),
  ];
  return Object.fromEntries(
    paths.map((path) => {
      const { mtimeMs, size } = statSync(join(root, path));
      return [path, [mtimeMs, size]];
    }),
  );
}
