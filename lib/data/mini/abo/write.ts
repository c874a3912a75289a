import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeWhole } from '../../writeWhole';
import { encodeJpeg } from '../jpeg';
import { DRAWN_NOTICE, writeTerms } from '../terms';
import { type ModelSplit, makeProduct, type Product, planProduct } from './product';
import { VIEW_SIZE } from './views';

/** What to make: how many products of each split, from which seed. */
export interface ProductSet {
  seed: number;
  counts: readonly (readonly [ModelSplit, number])[];
}

/** The products of MiniABO. */
export const miniAbo: ProductSet = {
  seed: 2022,
  counts: [
    ['train', 350],
    ['val', 50],
    ['test', 100],
  ],
};

interface WrittenProduct {
  id: string;
  split: ModelSplit;
  captions: readonly string[];
  listing: object;
  images: { id: string; path: string }[];
}

/**
 * Make products and write them as Amazon Berkeley Objects is published: `listings/metadata/listings_0.json.gz`,
 * `images/metadata/images.csv.gz`, `images/small/`; beside them `captions.json`, and the split by model as
 * `split-seed-1.json`, in the form in which the loader keeps its splits.
 */
export async function writeProducts(
  folder: string,
  set: ProductSet,
  { onProgress }: { onProgress?: (done: number, total: number) => void } = {},
): Promise<void> {
  const total = set.counts.reduce((sum, [, count]) => sum + count, 0);
  const products: WrittenProduct[] = [];
  for (const [split, count] of set.counts) {
    for (let index = 0; index < count; index++) {
      products.push(await writeProduct(folder, split, makeProduct(planProduct(set.seed, split, index))));
      onProgress?.(products.length, total);
    }
  }
  // In the order of ids, which says nothing about splits and models.
  products.sort((a, b) => (a.id < b.id ? -1 : 1));
  writeTables(folder, products);
}

async function writeProduct(folder: string, split: ModelSplit, product: Product): Promise<WrittenProduct> {
  const images: WrittenProduct['images'] = [];
  for (const [index, { rgb }] of product.pictures.entries()) {
    const name = createHash('sha256').update(`${product.id}/${index}`).digest('hex').slice(0, 8);
    const path = `${name.slice(0, 2)}/${name}.jpg`;
    const file = join(folder, 'images', 'small', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, await encodeJpeg(rgb, VIEW_SIZE));
    images.push({ id: `m${name}`, path });
  }
  return { id: product.id, split, captions: product.captions, listing: listingOf(product, images), images };
}

/** The fields of a listing that a picture can tell; prices, brands and bullet points are not made up. */
function listingOf({ id, dressed: { model, finishes } }: Product, images: WrittenProduct['images']): object {
  const noun = model.nouns[0]!;
  const english = (value: string) => [{ language_tag: 'en_US', value }];
  const centimetres = (value: number) => ({ unit: 'centimeters', value: Number(value.toFixed(1)) });
  const [width, height, length] = model.size.map(centimetres);
  return {
    item_id: id,
    item_name: english(`${finishes[0]!.colour} ${noun}`),
    product_type: [{ value: noun.toUpperCase().replaceAll(' ', '_') }],
    color: english(finishes[0]!.colour),
    item_dimensions: { height, length, width },
    '3dmodel_id': model.id,
    main_image_id: images[0]!.id,
    other_image_id: images.slice(1).map((image) => image.id),
  };
}

function writeTables(folder: string, products: readonly WrittenProduct[]): void {
  const compressed = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), gzipSync(text, { level: 9 }));
  };
  compressed(
    'listings/metadata/listings_0.json.gz',
    products.map(({ listing }) => `${JSON.stringify(listing)}\n`).join(''),
  );
  const rows = products.flatMap(({ images }) =>
    images.map(({ id, path }) => `${id},${VIEW_SIZE},${VIEW_SIZE},${path}\n`),
  );
  compressed('images/metadata/images.csv.gz', `image_id,height,width,path\n${rows.join('')}`);
  const captions = products.map(({ id, captions }) => `${JSON.stringify(id)}: ${JSON.stringify(captions)}`);
  writeWhole(join(folder, 'split-seed-1.json'), splitFile(products));
  writeTerms(folder, 'mini-abo', DRAWN_NOTICE);
  // Last: without it nothing reads the folder.
  writeWhole(join(folder, 'captions.json'), `{\n${captions.join(',\n')}\n}\n`);
}

/** The products of each split, in the form of the library's id lists; products to pretrain with all train. */
function splitFile(products: readonly WrittenProduct[]): string {
  const of = (...splits: ModelSplit[]) => products.filter(({ split }) => splits.includes(split)).map(({ id }) => id);
  const ids = products.map(({ id }) => id);
  const digest = createHash('sha256').update(JSON.stringify(ids)).digest('hex');
  const lists = { train: of('train', 'pretrain'), val: of('val'), test: of('test') };
  return `${JSON.stringify({ kind: 'split', of: 'abo', seed: 1, digest, lists }, null, 1)}\n`;
}
