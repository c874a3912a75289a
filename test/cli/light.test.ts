import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';

const root = join(__dirname, '..', '..');

/** What a source file loads when it is loaded; types load nothing. */
function loadedBy(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const statements = text.matchAll(/^(?:import|export)\s(?!type\b)(?:([^;'()=]*?)\sfrom\s)?'([^']+)'/gm);
  const required = text.matchAll(/^import\s\w+ = require\('([^']+)'\)/gm);
  return [
    ...[...statements].filter(([, names = '']) => !onlyTypes(names)).map((statement) => statement[2]!),
    ...[...required].map((statement) => statement[1]!),
  ];
}

function onlyTypes(names: string): boolean {
  const listed = names
    .replace(/[{}]/g, '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return listed.length > 0 && listed.every((name) => name.startsWith('type '));
}

/** All that a file loads, directly or not: files of lib and packages, with the file that asks for it. */
function closure(file: string, seen = new Map<string, string>()): Map<string, string> {
  for (const source of loadedBy(file)) {
    const target = source.startsWith('.') ? resolve(join(dirname(file), source)) : source;
    if (seen.has(target)) continue;
    seen.set(target, relative(root, file));
    if (target !== source) closure(target, seen);
  }
  return seen;
}

function resolve(path: string): string {
  for (const candidate of [`${path}.ts`, join(path, 'index.ts')]) {
    try {
      readFileSync(candidate);
      return candidate;
    } catch {}
  }
  throw new Error(`Found neither ${path}.ts nor an index in it`);
}

it('mivpg score loads only what scoring needs: no tensor engine, no figures', () => {
  const loaded = closure(join(root, 'lib', 'cli', 'score.ts'));
  const packages = [...loaded.keys()].filter((name) => !name.startsWith(root) && !name.startsWith('node:'));
  const allowed = /^(jsonc-parser|papaparse|porter2|pure-rand\/.*)$/;
  expect(packages.filter((name) => !allowed.test(name)).map((name) => `${loaded.get(name)} loads ${name}`)).toEqual([]);
  expect(packages).toContain('papaparse');
});
