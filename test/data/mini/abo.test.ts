import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  makeProduct,
  miniAbo,
  type ProductPlan,
  planProduct,
  VIEW_SIZE,
  visibleFacts,
  whatIsSeen,
  writeProducts,
} from '../../../lib/data/mini/abo';
import { encodeJpeg } from '../../../lib/data/mini/jpeg';
import { loadModels } from '../../../lib/data/mini/models';
import { render } from '../../../lib/data/mini/render';
import { Random } from '../../../lib/nn';
import { coloursIn, expectSameFile, mini } from './support';

interface Listing {
  item_id: string;
  '3dmodel_id': string;
  main_image_id: string;
  other_image_id: string[];
}

const abo = join(mini, 'abo');
const lines = (path: string) =>
  gunzipSync(readFileSync(join(abo, path)))
    .toString()
    .trim()
    .split('\n');
const listings = lines('listings/metadata/listings_0.json.gz').map((line) => JSON.parse(line) as Listing);
const paths = new Map(
  lines('images/metadata/images.csv.gz')
    .slice(1)
    .map((line) => [line.split(',')[0]!, line.split(',')[3]!]),
);
const captions: Record<string, string[]> = JSON.parse(readFileSync(join(abo, 'captions.json'), 'utf8'));
const split = JSON.parse(readFileSync(join(abo, 'split-seed-1.json'), 'utf8'));
const imagesOf = (listing: Listing) => [listing.main_image_id, ...listing.other_image_id];

const plans: ProductPlan[] = miniAbo.counts.flatMap(([name, count]) =>
  Array.from({ length: count }, (_, index) => planProduct(miniAbo.seed, name, index)),
);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mivpg-abo-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('MiniABO', () => {
  it('has the products that the seed gives, each with 2 to 21 pictures and 1 to 5 captions', () => {
    expect(listings.map(({ item_id }) => item_id)).toEqual(plans.map(({ id }) => id).sort());
    const counts = listings.map((listing) => imagesOf(listing).length);
    expect([Math.min(...counts), Math.max(...counts)]).toEqual([2, 21]);
    for (const listing of listings) {
      const texts = captions[listing.item_id]!;
      expect(texts.length).toBeGreaterThanOrEqual(1);
      expect(texts.length).toBeLessThanOrEqual(5);
      expect(new Set(texts).size).toBe(texts.length);
      for (const image of imagesOf(listing))
        expect(existsSync(join(abo, 'images', 'small', paths.get(image)!))).toBe(true);
    }
  });

  it('has no other pictures', () => {
    const files = readdirSync(join(abo, 'images', 'small'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => file.endsWith('.jpg')).length).toBe(paths.size);
    expect(paths.size).toBe(listings.flatMap(imagesOf).length);
  });

  it('is split 70/10/20 by model, as the loader reads it', () => {
    const lists: Record<string, string[]> = split.lists;
    expect(Object.values(lists).map((ids) => ids.length)).toEqual([350, 50, 100]);
    const ids = Object.values(lists).flat().sort();
    expect(split.digest).toBe(createHash('sha256').update(JSON.stringify(ids)).digest('hex'));
    const modelOf = new Map(listings.map((listing) => [listing.item_id, listing['3dmodel_id']]));
    const splitOf = new Map(loadModels().map((model) => [model.id, model.split]));
    for (const [name, members] of Object.entries(lists)) {
      for (const id of members) expect(splitOf.get(modelOf.get(id)!)).toBe(name);
    }
  });

  it('can be made again', async () => {
    for (const [name] of miniAbo.counts) {
      const candidates = Array.from({ length: 6 }, (_, index) => planProduct(miniAbo.seed, name, index));
      const plan = candidates.reduce((a, b) => (b.views.length < a.views.length ? b : a));
      const product = makeProduct(plan);
      expect(captions[plan.id]).toEqual(product.captions);
      const listing = listings.find(({ item_id }) => item_id === plan.id)!;
      for (const [index, image] of imagesOf(listing).entries()) {
        const file = await encodeJpeg(product.pictures[index]!.rgb, VIEW_SIZE);
        await expectSameFile(file, join(abo, 'images', 'small', paths.get(image)!));
      }
    }
  });
});

describe('captions of MiniABO', () => {
  it('name colours that the product has', () => {
    for (const { id, dressed } of plans) {
      const there = new Set<string>(dressed.finishes.map(({ colour }) => colour));
      for (const text of captions[id]!) {
        expect(
          coloursIn(text).filter((colour) => !there.has(colour)),
          `${id}: ${text}`,
        ).toEqual([]);
      }
    }
  });

  it('call the product by one of its names', () => {
    for (const { id, dressed } of plans) {
      for (const text of captions[id]!) {
        expect(
          dressed.model.nouns.some((noun) => text.includes(noun)),
          `${id}: ${text}`,
        ).toBe(true);
      }
    }
  });

  it('say of a back only what a picture from behind shows', () => {
    const behind = plans.filter(({ id }) => captions[id]!.some((text) => / back( panel)?[,. ]/.test(text)));
    const panels = behind.filter(({ dressed }) =>
      dressed.model.parts.some(({ from }) => from.some((name) => name.endsWith('@back'))),
    );
    expect(panels.length).toBeGreaterThan(3);
    for (const { id, views } of panels) {
      const turned = views.map(({ azimuth }) => Math.abs(((azimuth + 540) % 360) - 180));
      expect(Math.max(...turned), id).toBeGreaterThan(90);
    }
  });
});

describe('a fact', () => {
  const index = loadModels()
    .filter((model) => model.split === 'test' && model.place !== 'ceiling')
    .findIndex(({ id }) => id === 'bookcase');
  const plan = Array.from({ length: 20 }, (_, k) => planProduct(7, 'test', index + 24 * k)).find(({ views }) =>
    views.some(({ azimuth, kind }) => kind === 'around' && Math.abs(((azimuth + 540) % 360) - 180) > 150),
  )!;

  it('that the overview hides is found in another picture', () => {
    const factsIn = (views: ProductPlan['views']) =>
      visibleFacts(
        plan.dressed,
        whatIsSeen(
          views,
          views.map(({ shot }) => render(shot)),
        ),
        new Random(1),
      ).map(({ part }) => part);
    const rear = plan.views.find(
      ({ azimuth, kind }) => kind === 'around' && Math.abs(((azimuth + 540) % 360) - 180) > 150,
    )!;
    expect(plan.dressed.model.id).toBe('bookcase');
    expect(factsIn(plan.views.slice(0, 1))).not.toContain('back');
    expect(factsIn(plan.views.slice(0, 1))).toContain('doors');
    expect(factsIn([rear])).toContain('back');
    expect(factsIn([rear])).not.toContain('doors');
  });
});

describe('more products', () => {
  it('are of models for pretraining only, in the same layout', async () => {
    await writeProducts(folder, { seed: 3, counts: [['pretrain', 1]] });
    const file = JSON.parse(readFileSync(join(folder, 'split-seed-1.json'), 'utf8'));
    expect(file.lists.train.length).toBe(1);
    expect(existsSync(join(folder, 'images', 'metadata', 'images.csv.gz'))).toBe(true);
    expect(planProduct(3, 'pretrain', 0).dressed.model.split).toBe('pretrain');
  });
});
