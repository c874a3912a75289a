import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

/** What each folder of lib may import: arrows point down only. */
const mayImport: Record<string, string[]> = {
  engine: [],
  nn: ['engine'],
  mil: ['engine', 'nn'],
  checkpoint: ['engine', 'nn', 'mil'],
  vpg: ['engine', 'nn', 'mil'],
  language: ['engine', 'nn', 'checkpoint'],
  vision: ['engine', 'nn', 'checkpoint'],
  metrics: ['engine', 'nn'],
  data: ['engine', 'nn', 'checkpoint', 'metrics'],
  blip2: ['engine', 'nn', 'vpg', 'vision', 'language', 'checkpoint'],
  train: ['engine', 'nn', 'mil', 'vpg', 'vision', 'language', 'metrics', 'checkpoint', 'data', 'blip2'],
  study: ['engine', 'nn', 'mil', 'vpg', 'checkpoint', 'data', 'blip2', 'train', 'vision', 'language', 'metrics'],
  figures: ['study', 'data', 'metrics'],
  pretrain: ['engine', 'nn', 'vpg', 'vision', 'language', 'checkpoint', 'metrics', 'data', 'blip2', 'train'],
  notebook: ['figures'],
  cli: ['engine', 'data', 'metrics', 'vision', 'blip2', 'notebook', 'figures', 'study'],
};

const lib = join(__dirname, '..', 'lib');

const files = (readdirSync(lib, { recursive: true }) as string[])
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(join(lib, file), 'utf8') }));

const folderOf = (file: string) => file.split(sep)[0]!;

function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:from|import\(|require\(|import)\s*'([^']+)'/g)].map((match) => match[1]!);
}

/** Folder of lib that a relative import leads to, if it leaves the importer's own folder. */
function targetFolder(file: string, source: string): string | undefined {
  if (!source.startsWith('.')) return undefined;
  const target = relative(lib, join(lib, dirname(file), source));
  return folderOf(target) === folderOf(file) ? undefined : folderOf(target);
}

describe('the house', () => {
  it('has arrows that point down only', () => {
    const wrong = files
      .filter(({ file }) => file.includes(sep))
      .flatMap(({ file, text }) => {
        const allowed = mayImport[folderOf(file)];
        if (!allowed) return [`${file}: give its folder a place in mayImport`];
        const targets = importsOf(text).map((source) => targetFolder(file, source));
        return targets.filter((to) => to && !allowed.includes(to)).map((to) => `${file} imports ${to}`);
      });
    expect(wrong).toEqual([]);
  });

  it('knows TensorFlow.js in lib/engine only', () => {
    const wrong = files.filter(
      ({ file, text }) =>
        folderOf(file) !== 'engine' && importsOf(text).some((source) => source.startsWith('@tensorflow')),
    );
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });

  it('keeps files under 300 lines', () => {
    const long = files.filter(({ text }) => text.split('\n').length > 301);
    expect(long.map(({ file }) => file)).toEqual([]);
  });

  it('keeps notebooks under 1 MB and their cells under 26 lines', () => {
    const folder = join(lib, '..', 'notebooks');
    const notebooks = readdirSync(folder).filter((file) => file.endsWith('.ipynb'));
    const faults = notebooks.flatMap((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const { cells } = JSON.parse(text) as { cells: { cell_type: string; source: string[] }[] };
      const long = cells.filter((cell) => cell.cell_type === 'code' && cell.source.length > 25);
      return [
        ...(text.length > 1e6 ? [`${file} has ${text.length} bytes`] : []),
        ...long.map((cell) => `${file}: ${cell.source[0]}`),
      ];
    });
    expect(notebooks.length).toBeGreaterThan(0);
    expect(faults).toEqual([]);
  });
});
