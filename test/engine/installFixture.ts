import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Machine } from '../../lib/engine/install/platforms';

export const linux: Machine = { platform: 'linux', arch: 'x64', nvidia: false, glibc: '2.36' };

/** Stands in for Python: "downloads" an empty wheel, "unpacks" a folder; the calls go to a log. */
const python = `#!/bin/sh
echo "python3 $*" >> "$CALLS"
if [ -n "$PIP_FAILS" ] && [ "$3" = download ]; then echo "ERROR: no network" >&2; exit 1; fi
if [ "$1" = -c ]; then
  [ -z "$EXTRACT_FAILS" ] || exit 1
  mkdir -p "$4/tensorflow/include"
fi
`;

/** Stands in for the compiler: writes the file behind \`-o\`. */
const compiler = `#!/bin/sh
echo "c++ $*" >> "$CALLS"
for last; do :; done
[ "$1" = --version ] || echo addon > "$last"
`;

/** Stands in for tfjs-node: multiplies rightly unless told otherwise. */
const tfjsNode = (product: string) => `
exports.tensor2d = (values) => values;
exports.getBackend = () => 'tensorflow';
exports.matMul = () => ({ dataSync: () => [${product}] });
`;

export interface Sandbox {
  folder: string;
  tfjsNode: string;
  calls: () => string[];
}

/** A folder with its own cache, PATH and tfjs-node: nothing outside is touched and nothing is downloaded. */
export function makeSandbox({ tools = ['python3', 'c++'], product = '19, 22, 43, 50' } = {}): Sandbox {
  const folder = mkdtempSync(join(tmpdir(), 'mivpg-install-'));
  const bin = join(folder, 'bin');
  const packageFolder = join(folder, 'tfjs-node');
  for (const path of [bin, packageFolder]) mkdirSync(path);
  for (const name of tools) {
    writeFileSync(join(bin, name), name === 'python3' ? python : compiler);
    chmodSync(join(bin, name), 0o755);
  }
  for (const name of ['sh', 'mkdir']) symlinkSync(`/bin/${name}`, join(bin, name));
  writeFileSync(join(packageFolder, 'package.json'), '{ "version": "4.22.0", "main": "index.js" }');
  writeFileSync(join(packageFolder, 'index.js'), tfjsNode(product));
  const calls = join(folder, 'calls.txt');
  Object.assign(process.env, { PATH: bin, XDG_CACHE_HOME: join(folder, 'cache'), CALLS: calls });
  return {
    folder,
    tfjsNode: packageFolder,
    calls: () => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : []),
  };
}
