// Makes data/mini/models/models.bin.br from Debian's package sweethome3d-furniture (its library BlendSwap-CC-0 only):
//   apt-get download sweethome3d-furniture && dpkg-deb -x sweethome3d-furniture_*.deb DEB
//   npm run build && node tools/make-models.mjs DEB
// Needs `unzip`. Which models are taken, and what their parts are, stands in data/mini/models/catalogue.json.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { packModels, readObj, toGrid } = createRequire(import.meta.url)('../dist/data/mini/models');

const triangleLimit = 6000;
const [folder, ...only] = process.argv.slice(2);
if (!folder) throw new Error('Usage: node tools/make-models.mjs FOLDER-WITH-THE-UNPACKED-PACKAGE [IDS]');
const target = new URL('../data/mini/models/', import.meta.url);
const catalogue = JSON.parse(readFileSync(new URL('catalogue.json', target), 'utf8'));
const wanted = only.length > 0 ? only : catalogue.models.map((model) => model.id);

const library = mkdtempSync(join(tmpdir(), 'mivpg-models-'));
try {
  execFileSync('unzip', ['-q', join(folder, 'usr/share/sweethome3d/furniture/BlendSwap-CC-0.sh3f'), '-d', library]);
  const entries = readEntries(readFileSync(join(library, 'PluginFurnitureCatalog.properties'), 'latin1'));
  const models = wanted.map((id) => pack(id, entries.get(id)));
  const file = packModels(models);
  writeFileSync(new URL('models.bin.br', target), file);
  writeFileSync(new URL('CREDITS.tsv', target), credits(models));
  const triangles = models.reduce((sum, model) => sum + model.triangles.length / 3, 0);
  console.log(`${models.length} models, ${triangles} triangles, ${file.length} bytes`);
} finally {
  rmSync(library, { recursive: true });
}

/** The properties of each model of the library, by the last part of its id. */
function readEntries(text) {
  const byNumber = new Map();
  for (const [, key, number, value] of text.matchAll(/^(\w+)#(\d+)=(.*?)\r?$/gm)) {
    byNumber.set(number, { ...byNumber.get(number), [key]: value });
  }
  return new Map([...byNumber.values()].map((entry) => [entry.id.split('#')[1], entry]));
}

function pack(id, entry) {
  if (!entry) throw new Error(`The library has no model ${id}.`);
  const mesh = readObj(readFileSync(join(library, entry.model), 'latin1'));
  if (entry.modelRotation) rotate(mesh.positions, entry.modelRotation.trim().split(/\s+/).map(Number));
  const size = [entry.width, entry.height, entry.depth].map(Number);
  return { id, name: entry.name, author: entry.creator, ...toGrid(mesh, size, triangleLimit) };
}

function rotate(positions, m) {
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y, z] = positions.slice(i, i + 3);
    for (let k = 0; k < 3; k++) positions[i + k] = m[3 * k] * x + m[3 * k + 1] * y + m[3 * k + 2] * z;
  }
}

function credits(models) {
  const rows = models.map(({ id, name, author }) => `${id}\t${name}\t${author}`);
  return `${['model\tname in the library\tauthor as the library names them', ...rows].join('\n')}\n`;
}
