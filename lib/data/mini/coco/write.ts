import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../writeWhole';
import { encodeJpeg } from '../jpeg';
import { DRAWN_NOTICE, writeTerms } from '../terms';
import { makeScene, planScene, SCENE_SIZE, type SceneSplit } from './scene';

/** What to make: how many scenes of each split, from which seed. */
export interface SceneSet {
  seed: number;
  /** In this order; `restval` are training scenes that COCO would keep among the validation images. */
  counts: readonly (readonly ['train' | 'restval' | 'val' | 'test' | 'pretrain', number])[];
  dataset: string;
}

/** The scenes of MiniCOCO. */
export const miniCoco: SceneSet = {
  seed: 2014,
  counts: [
    ['train', 1850],
    ['restval', 150],
    ['val', 250],
    ['test', 250],
  ],
  dataset: 'mini-coco',
};

/** Who is told how the making of scenes goes on. */
export interface WriteScenesOptions {
  /** Called after each item with how many are done of how many. */
  onProgress?: (done: number, total: number) => void;
}

/**
 * Make scenes and write them as COCO in Karpathy's split: `dataset_coco.json`, `train2014/`, `val2014/`.
 * `pretrain` scenes are marked as `train`: they are of models that no split of MiniCOCO and MiniABO shows.
 */
export async function writeScenes(
  folder: string,
  set: SceneSet,
  { onProgress }: WriteScenesOptions = {},
): Promise<void> {
  const total = set.counts.reduce((sum, [, count]) => sum + count, 0);
  const images: object[] = [];
  for (const [split, count] of set.counts) {
    for (let index = 0; index < count; index++) {
      images.push(await writeScene(folder, set.seed, split, index, images.length));
      onProgress?.(images.length, total);
    }
  }
  writeTerms(folder, set.dataset, DRAWN_NOTICE);
  // Last, and whole: without it nothing reads the folder.
  writeWhole(join(folder, 'dataset_coco.json'), karpathyJson(set.dataset, images));
}

/** The number of the scene among those of its models: the scenes of `restval` follow those of `train`. */
export function sceneOf(split: string, index: number): [SceneSplit, number] {
  if (split === 'restval') return ['train', 1_000_000 + index];
  return [split as SceneSplit, index];
}

async function writeScene(folder: string, seed: number, split: string, index: number, imgid: number): Promise<object> {
  const scene = makeScene(planScene(seed, ...sceneOf(split, index)));
  const filepath = split === 'train' || split === 'pretrain' ? 'train2014' : 'val2014';
  const cocoid = imgid + 1;
  const filename = `COCO_${filepath}_${String(cocoid).padStart(12, '0')}.jpg`;
  mkdirSync(join(folder, filepath), { recursive: true });
  writeFileSync(join(folder, filepath, filename), await encodeJpeg(scene.picture.rgb, SCENE_SIZE));
  const sentences = scene.captions.map((raw, k) => ({ tokens: tokensOf(raw), raw, imgid, sentid: 5 * imgid + k }));
  const sentids = sentences.map(({ sentid }) => sentid);
  return { filepath, sentids, filename, imgid, split: split === 'pretrain' ? 'train' : split, sentences, cocoid };
}

/** As Karpathy's file has them: lower case, without punctuation. */
const tokensOf = (raw: string) => raw.toLowerCase().replace(/[.,']/g, '').split(' ');

/** One image a line, so that the file can be read and compared. */
function karpathyJson(dataset: string, images: readonly object[]): string {
  return `{"images": [\n${images.map((image) => JSON.stringify(image)).join(',\n')}\n], "dataset": "${dataset}"}\n`;
}
