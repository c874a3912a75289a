import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  makeScene,
  miniCoco,
  planScene,
  SCENE_SIZE,
  type ScenePlan,
  sceneOf,
  writeScenes,
} from '../../../lib/data/mini/coco';
import { encodeJpeg } from '../../../lib/data/mini/jpeg';
import { loadModels } from '../../../lib/data/mini/models';
import { plural } from '../../../lib/data/mini/words';
import { coloursIn, expectSameFile, mini } from './support';

interface Entry {
  filepath: string;
  filename: string;
  split: string;
  imgid: number;
  cocoid: number;
  sentids: number[];
  sentences: { raw: string; tokens: string[]; imgid: number; sentid: number }[];
}

const { images, dataset } = JSON.parse(readFileSync(join(mini, 'coco', 'dataset_coco.json'), 'utf8')) as {
  images: Entry[];
  dataset: string;
};

/** The number that each entry has within its split. */
const indices = new Map<number, number>();
for (const [split] of miniCoco.counts) {
  for (const [index, { imgid }] of images.filter((image) => image.split === split).entries()) indices.set(imgid, index);
}
const planOf = ({ split, imgid }: Entry): ScenePlan => planScene(miniCoco.seed, ...sceneOf(split, indices.get(imgid)!));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mivpg-coco-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('MiniCOCO', () => {
  it('is in the form of Karpathy’s file', () => {
    expect(dataset).toBe('mini-coco');
    for (const [split, count] of miniCoco.counts) {
      expect(images.filter((image) => image.split === split).length, split).toBe(count);
    }
    for (const [imgid, image] of images.entries()) {
      expect(image.imgid).toBe(imgid);
      expect(image.filename).toBe(`COCO_${image.filepath}_${String(image.cocoid).padStart(12, '0')}.jpg`);
      expect(image.sentences.map(({ sentid }) => sentid)).toEqual(image.sentids);
      expect(existsSync(join(mini, 'coco', image.filepath, image.filename))).toBe(true);
    }
  });

  it('has five different captions a picture, few of which occur twice', () => {
    for (const { sentences, imgid } of images)
      expect(new Set(sentences.map(({ raw }) => raw)).size, `${imgid}`).toBe(5);
    const all = images.flatMap(({ sentences }) => sentences.map(({ raw }) => raw));
    expect(new Set(all).size / all.length).toBeGreaterThan(0.7);
    for (const raw of all) expect(raw).toMatch(/^[A-Z][a-z]*( [a-z'-]+,?)+\.$/);
  });

  it('can be made again', async () => {
    for (const image of [images[0]!, images[1900]!, images[2300]!]) {
      const scene = makeScene(planOf(image));
      expect(scene.captions).toEqual(image.sentences.map(({ raw }) => raw));
      const file = await encodeJpeg(scene.picture.rgb, SCENE_SIZE);
      await expectSameFile(file, join(mini, 'coco', image.filepath, image.filename));
    }
  });

  it('shows shapes for testing in scenes for testing only', () => {
    const splitsIn = (entry: Entry) => planOf(entry).objects.map(({ dressed }) => dressed.model.split);
    const some = (split: string) => images.filter((image) => image.split === split).slice(0, 60);
    expect(new Set(some('train').flatMap(splitsIn))).toEqual(new Set(['train']));
    expect(new Set(some('val').flatMap(splitsIn))).toEqual(new Set(['train', 'val']));
    expect(new Set(some('test').flatMap(splitsIn))).toEqual(new Set(['train', 'test']));
  });
});

describe('captions of MiniCOCO, against the scene graph', () => {
  const checked = images.filter(({ imgid }) => imgid % 10 === 0).map((image) => ({ image, plan: planOf(image) }));

  it('name colours that are there', () => {
    for (const { image, plan } of checked) {
      const there = new Set<string>(
        plan.objects.flatMap(({ dressed }) => dressed.finishes.map(({ colour }) => colour)),
      );
      if (plan.surroundings.wallColour) there.add(plan.surroundings.wallColour);
      for (const { raw } of image.sentences) {
        const named = coloursIn(raw.replace('green grass', 'grass'));
        expect(
          named.filter((colour) => !there.has(colour)),
          `${image.imgid}: ${raw}`,
        ).toEqual([]);
      }
    }
  });

  it('count no more things than are there, and call them what all of them are', () => {
    const nouns = [...new Set(loadModels().flatMap((model) => model.nouns))].sort((a, b) => b.length - a.length);
    let counted = 0;
    for (const { image, plan } of checked) {
      for (const { raw } of image.sentences) {
        for (const [, number, words] of raw.toLowerCase().matchAll(/\b(two|three) ([a-z -]+)/g)) {
          const noun = nouns.find((name) => new RegExp(`^([a-z]+ ){0,3}?${plural(name)}\\b`).test(words!));
          const there = plan.objects.filter(({ dressed }) => dressed.model.nouns.includes(noun ?? ''));
          if (there.length === 0) continue; // a part of a thing, such as two armrests
          counted += 1;
          expect(there.length, `${image.imgid}: ${raw}`).toBeGreaterThanOrEqual(number === 'two' ? 2 : 3);
        }
      }
    }
    expect(counted).toBeGreaterThan(50);
  });

  it('put left what is left', () => {
    let compared = 0;
    for (const { image, plan } of checked) {
      const across = (text: string) => {
        const found = plan.objects.filter(({ dressed }) =>
          dressed.model.nouns.some((noun) => text.includes(noun) || text.includes(plural(noun))),
        );
        const turn = (plan.azimuth * Math.PI) / 180;
        return found.map(({ position }) => position[0] * Math.cos(turn) - position[2] * Math.sin(turn));
      };
      for (const { raw } of image.sentences) {
        const [, before, side, after] = /^(.*) to the (left|right) of (.*?)( on | in |\.)/.exec(raw) ?? [];
        if (!before || !after) continue;
        const [a, b] = [across(before), across(after)];
        if (a.length !== 1 || b.length !== 1) continue;
        compared += 1;
        expect(a[0]! < b[0]! ? 'left' : 'right', `${image.imgid}: ${raw}`).toBe(side);
      }
    }
    expect(compared).toBeGreaterThan(10);
  });
});

describe('more scenes', () => {
  it('are of models for pretraining only', async () => {
    await writeScenes(folder, { seed: 5, counts: [['pretrain', 2]], dataset: 'more' });
    const file = JSON.parse(readFileSync(join(folder, 'dataset_coco.json'), 'utf8'));
    expect(file.images.map(({ split }: Entry) => split)).toEqual(['train', 'train']);
    const models = planScene(5, 'pretrain', 0).objects.map(({ dressed }) => dressed.model.split);
    expect(new Set(models)).toEqual(new Set(['pretrain']));
  });
});
