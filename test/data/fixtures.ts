import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll } from 'vitest';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder for a test file, removed at its end. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'data-'));
  folders.push(folder);
  return folder;
}

export type Files = Record<string, string | Uint8Array>;

/** Writes files below a folder (default: a new temporary one) and returns the folder. */
export function writeFiles(files: Files, folder = temporaryFolder()): string {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return folder;
}

/** 2 x 2 pixels each. */
export const jpegFile = Buffer.from(
  '/9j/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAACAAIDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAb/xAAaEAACAwEBAAAAAAAAAAAAAAABAgADBAUS/8QAFQEBAQAAAAAAAAAAAAAAAAAABAb/xAAaEQACAgMAAAAAAAAAAAAAAAAAAQIDMjNx/9oADAMBAAIRAxEAPwCh5Gel+RiZqa2Y0VkkqCSfIiIk9bsl1gJ5M//Z',
  'base64',
);
export const pngFile = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAFklEQVQImWM4IWfDdSeKgYHh////DAAiGQVgd8LW5gAAAABJRU5ErkJggg==',
  'base64',
);
export const webpFile = Buffer.from(
  'UklGRkIAAABXRUJQVlA4IDYAAADQAQCdASoCAAIAAUAmJYwCdAEO+KjzAAD+68fy5Qer/4xf/n3AaXKqOik5acHRhNJN8HAAAAA=',
  'base64',
);

/** A sound JPEG file of its own: the text stands in a comment. */
export function jpeg(text: string): Buffer {
  const comment = Buffer.alloc(4 + text.length);
  comment.writeUInt16BE(0xfffe, 0);
  comment.writeUInt16BE(2 + text.length, 2);
  comment.write(text, 4, 'latin1');
  return Buffer.concat([jpegFile.subarray(0, 2), comment, jpegFile.subarray(2)]);
}

/** The text in such a file. */
export const jpegText = (bytes: Uint8Array): string =>
  Buffer.from(bytes).toString('latin1', 6, 4 + Buffer.from(bytes).readUInt16BE(4));

export interface KarpathyEntry {
  cocoid: number;
  split: string;
  filepath?: string;
  filename?: string;
  sentences?: unknown;
}

/** A data set in Karpathy's form with every image that it names, and what else is given. */
export function karpathyFolder(entries: readonly KarpathyEntry[], more: Files = {}): string {
  const images = entries.map(({ cocoid, split, ...rest }, imgid) => {
    const filepath = split === 'train' ? 'train2014' : 'val2014';
    const filename = `COCO_${filepath}_${String(cocoid).padStart(12, '0')}.jpg`;
    const sentences = [1, 2].map((n) => ({ raw: `Caption ${n} of ${cocoid}.`, tokens: ['caption'], imgid, sentid: n }));
    return { filepath, filename, sentences, imgid, cocoid, split, sentids: [1, 2], ...rest };
  });
  const files = Object.fromEntries(
    images
      .filter(({ filename }) => typeof filename === 'string' && !filename.includes('..'))
      .map(({ filepath, filename, cocoid }) => [join(filepath, filename), jpeg(`image ${cocoid}`)]),
  );
  return writeFiles({ ...files, 'dataset_coco.json': JSON.stringify({ images, dataset: 'coco' }), ...more });
}

/** Slides with patches, as PatchGastricADC22 has them. */
export function patchGastricFolder(
  slides: readonly { id: string; subtype: string; text: string; patches: number }[],
  more: Files = {},
): string {
  const quote = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const rows = slides.map(({ id, subtype, text }) => [id, subtype, text].map(quote).join(','));
  const names = slides.flatMap(({ id, patches }) => Array.from({ length: patches }, (_, i) => `${id}_${i}.jpg`));
  const patches = Object.fromEntries(names.map((name) => [`patches_captions/${name}`, jpeg(name)]));
  return writeFiles({ ...patches, 'captions.csv': `id,subtype,text\n${rows.join('\n')}\n`, ...more });
}

/** Products with images, as Amazon Berkeley Objects has them. */
export function aboFolder(
  products: readonly { id: string; images: readonly string[]; captions?: unknown; listing?: object }[],
  more: Files = {},
): string {
  const listings = products.map(({ id, images: [main, ...other], listing }) =>
    JSON.stringify({
      item_id: id,
      domain_name: 'amazon.com',
      product_type: [{ value: 'CHAIR' }],
      ...(main === undefined ? {} : { main_image_id: main }),
      ...(other.length > 0 ? { other_image_id: other } : {}),
      ...listing,
    }),
  );
  const ids = [...new Set(products.flatMap(({ images }) => images))];
  const captions = products
    .filter((product) => product.captions !== undefined)
    .map(({ id, captions }) => [id, captions]);
  return writeFiles({
    'listings/metadata/listings_0.json.gz': gzipSync(`${listings.join('\n')}\n`),
    'images/metadata/images.csv.gz': gzipSync(
      `image_id,height,width,path\n${ids.map((id) => `${id},500,400,${pathOf(id)}\n`).join('')}`,
    ),
    ...Object.fromEntries(ids.map((id) => [`images/small/${pathOf(id)}`, jpeg(id)])),
    'captions.json': JSON.stringify(Object.fromEntries(captions)),
    ...more,
  });
}

const pathOf = (id: string) => `${id.slice(0, 2)}/${id}.jpg`;
