import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { allSamples, loadAbo } from '../../lib/data';
import { aboFolder } from './fixtures';

const chair = { id: 'B001', images: ['71chairMain', '81chairSide'], captions: ['A chair.', 'A red chair.'] };

describe('loadAbo', () => {
  it('reads products with their images, the main one first, and their captions', async () => {
    const folder = aboFolder([chair]);
    const data = await loadAbo(folder);
    expect(data).toMatchObject({ name: 'abo', skipped: {} });
    const [product] = allSamples(data);
    expect(product).toMatchObject({ id: 'B001', captions: chair.captions, meta: { subtype: 'CHAIR' } });
    expect(product!.images.map(({ name }) => name)).toEqual([
      'images/small/71/71chairMain.jpg',
      'images/small/81/81chairSide.jpg',
    ]);
  });

  it('takes products with 2 to 21 images and a caption, and counts the others', async () => {
    const views = (start: string, count: number) => Array.from({ length: count }, (_, i) => `${start}-${i}`);
    const folder = aboFolder([
      chair,
      { id: 'one', images: ['aa'], captions: 'One image.' },
      { id: 'most', images: views('mm', 21), captions: 'Twenty-one images.' },
      { id: 'many', images: views('nn', 22), captions: 'Twenty-two images.' },
      { id: 'none', images: [], captions: 'No image.' },
      { id: 'silent', images: ['bb', 'cc'] },
      { id: 'empty', images: ['dd', 'ee'], captions: [' '] },
      { id: 'B001', images: ['71chairMain', 'ff'], listing: { domain_name: 'amazon.de' } },
      { id: 'same', images: ['gg', 'gg'], captions: 'The main image among the others again.' },
      { id: 'plain', images: ['hh', 'ii'], captions: 'A type as text.', listing: { product_type: 'SOFA' } },
    ]);
    const data = await loadAbo(folder);
    const products = allSamples(data);
    expect(products.map(({ id }) => id).sort()).toEqual(['B001', 'most', 'plain']);
    expect(products.find(({ id }) => id === 'plain')!.meta).toEqual({ subtype: 'SOFA' });
    expect(data.skipped).toEqual({ 'repeated-listing': 1, 'image-count': 4, 'empty-caption': 1, 'no-caption': 1 });
  });

  it('splits by product and keeps the split', async () => {
    const products = Array.from({ length: 40 }, (_, i) => ({
      id: `p${i}`,
      images: [`${i}a`, `${i}b`],
      captions: `${i}`,
    }));
    const folder = aboFolder(products);
    const { splits } = await loadAbo(folder, { seed: 5, name: 'mine' });
    expect([splits.train, splits.val, splits.test].map((samples) => samples.length)).toEqual([28, 4, 8]);
    expect(JSON.parse(readFileSync(join(folder, 'split-seed-5.json'), 'utf8')).lists.val).toEqual(
      splits.val.map(({ id }) => id),
    );
    expect((await loadAbo(folder, { seed: 5, name: 'yours' })).splits.val.map(({ id }) => id)).toEqual(
      splits.val.map(({ id }) => id),
    );
  });

  it('reads captions from CSV, and plain files in place of packed ones', async () => {
    const folder = aboFolder([{ ...chair, captions: undefined }], {
      'captions.csv': 'item_id,caption\nB001,"One, with a comma."\nB001,Two.\n',
      'images/metadata/images.csv':
        'image_id,height,width,path\n71chairMain,1,1,71/71chairMain.jpg\n81chairSide,1,1,81/81chairSide.jpg\n',
    });
    rmSync(join(folder, 'images/metadata/images.csv.gz'));
    rmSync(join(folder, 'captions.json'));
    const [product] = allSamples(await loadAbo(folder));
    expect(product!.captions).toEqual(['One, with a comma.', 'Two.']);
  });

  it('counts images that the image table lacks', async () => {
    const table = gzipSync('image_id,height,width,path\n71chairMain,1,1,71/71chairMain.jpg\n');
    const data = await loadAbo(aboFolder([chair], { 'images/metadata/images.csv.gz': table }));
    expect(data.skipped).toEqual({ 'unlisted-image': 1, 'image-count': 1 });
  });

  it('reads lines that come in several pieces', async () => {
    const filler = JSON.stringify({ item_id: 'filler', text: 'ä'.repeat(200_000) });
    const line = JSON.stringify({ item_id: 'B001', main_image_id: '71chairMain', other_image_id: ['81chairSide'] });
    const listings = gzipSync(`${filler}\r\n\n${line}`);
    const data = await loadAbo(aboFolder([chair], { 'listings/metadata/listings_0.json.gz': listings }));
    expect(allSamples(data)).toMatchObject([{ id: 'B001', meta: {} }]);
  });

  it.each([
    [
      'an image id twice',
      'images/metadata/images.csv.gz',
      gzipSync('image_id,path\na,b\na,c\n'),
      'found the image id a again',
    ],
    [
      'a table without paths',
      'images/metadata/images.csv.gz',
      gzipSync('image_id,file\na,b\n'),
      'expected path as well',
    ],
    [
      'a table that is cut',
      'images/metadata/images.csv.gz',
      gzipSync('image_id,path\n').subarray(0, 20),
      'found no whole gzip file',
    ],
    [
      'a path out of the folder',
      'images/metadata/images.csv.gz',
      gzipSync('image_id,path\n71chairMain,../x.jpg\n81chairSide,/etc/passwd\n'),
      'unsafe-name',
    ],
    [
      'listings that are cut',
      'listings/metadata/listings_0.json.gz',
      gzipSync('{"item_id": "B001"}\n').subarray(0, 22),
      'unexpected end of file',
    ],
    [
      'a listing that is no object',
      'listings/metadata/listings_0.json.gz',
      gzipSync('[1]\n'),
      'line 1: expected an object a line',
    ],
    ['a listing that is no JSON', 'listings/metadata/listings_0.json.gz', gzipSync('{}\n{"item_id\n'), 'line 2: '],
    ['a listing without id', 'listings/metadata/listings_0.json.gz', gzipSync('{}\n'), 'found no item_id'],
    [
      'captions of an unknown product',
      'captions.json',
      '{"B001": "x", "B999": "y"}',
      'captions of B999: found no listing',
    ],
    ['captions of a product twice', 'captions.json', '{"B001": "x", "B001": "y"}', 'image "B001" is there twice'],
    ['captions that are a list', 'captions.json', '["x"]', 'entry 1: found the text "x", expected an object with'],
    ['a caption that is no text', 'captions.json', '{"B001": [7]}', 'found 7, expected a caption (text)'],
  ])('refuses %s', async (_, file, content, message) => {
    await expect(loadAbo(aboFolder([chair], { [file]: content }))).rejects.toThrow(message);
  });

  it('names what is not there', async () => {
    const folder = aboFolder([chair]);
    const captions = join(folder, 'captions.json');
    const moved = join(folder, 'mine.json');
    writeFileSync(moved, readFileSync(captions));
    rmSync(captions);
    await expect(loadAbo(folder)).rejects.toThrow('found no captions.json or captions.csv');
    expect(allSamples(await loadAbo(folder, { captions: moved }))).toHaveLength(1);
    rmSync(join(folder, 'images/small/81'), { recursive: true });
    await expect(loadAbo(folder, { captions: moved })).rejects.toThrow(
      /image "images\/small\/81\/81chairSide\.jpg" of product B001/,
    );
    rmSync(join(folder, 'listings'), { recursive: true });
    await expect(loadAbo(folder, { captions: moved })).rejects.toThrow('found no listings_*.json.gz');
  });
});
