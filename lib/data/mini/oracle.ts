import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../../engine/install';
import { writeWhole } from '../writeWhole';
import { describeProduct, type ModelSplit, makeProduct, miniAbo, planProduct, whatIsSeen } from './abo';
import { describeScene, makeScene, miniCoco, planScene, sceneOf } from './coco';
import { miniGastricPlans, SlideMap, writeReport } from './gastric';

/**
 * Captions that a miniature's generator writes once more, from the truth that the pictures were made of, with choices of
 * words of its own: what a captioner scores that sees everything, and cannot know what the references chose to say.
 */
export const oracleSets = ['coco', 'abo', 'gastric'] as const;
/** Name of a miniature whose truth is known. */
export type OracleSet = (typeof oracleSets)[number];

/** Of the samples for validation and testing; of all slides, whose split is drawn later. */
const writers: Record<OracleSet, () => Generator<[id: string, caption: string]>> = {
  *coco() {
    let id = 0;
    for (const [split, count] of miniCoco.counts) {
      for (let index = 0; index < count; index++) {
        id++;
        if (split !== 'train' && split !== 'restval') yield [String(id), sceneOracle(split, index)];
      }
    }
  },
  *abo() {
    for (const [split, count] of miniAbo.counts) {
      for (let index = 0; index < count; index++) if (split !== 'train') yield productOracle(split, index);
    }
  },
  *gastric() {
    for (const plan of miniGastricPlans()) yield [plan.id, writeReport(plan, new SlideMap(plan), 'oracle').text];
  },
};

/** A caption of a scene of MiniCOCO that is none of its five, unless nothing else can be said of it. */
export function sceneOracle(split: string, index: number): string {
  const scene = makeScene(planScene(miniCoco.seed, ...sceneOf(split, index)));
  const written = describeScene(scene, scene.picture, scene.random.child('oracle'));
  return another(written, scene.captions);
}

/** The same of a product of MiniABO, with its id. */
export function productOracle(split: ModelSplit, index: number): [id: string, caption: string] {
  const product = makeProduct(planProduct(miniAbo.seed, split, index));
  const seen = whatIsSeen(product.views, product.pictures);
  const random = product.random.child('oracle');
  const written = Array.from({ length: 10 }, () => describeProduct(product.dressed, seen, random)).flat();
  return [product.id, another(written, product.captions)];
}

const another = (written: readonly string[], references: readonly string[]): string =>
  written.find((caption) => !references.includes(caption)) ?? written[0]!;

const fileOf = (folder: string, set: OracleSet) => join(folder, set, 'oracle.json');

/** Writes the oracle's captions of a miniature: `oracle.json`, one sample a line. */
export function writeOracle(folder: string, set: OracleSet, onProgress?: (done: number) => void): void {
  const lines: string[] = [];
  for (const [id, caption] of writers[set]()) {
    lines.push(`${JSON.stringify(id)}: ${JSON.stringify(caption)}`);
    onProgress?.(lines.length);
  }
  writeWhole(fileOf(folder, set), `{\n${lines.join(',\n')}\n}\n`);
}

/** The committed captions of the oracle, by sample. */
export function loadOracle(set: OracleSet): Map<string, string> {
  const path = fileOf(join(packageFolder(), 'data', 'mini'), set);
  return new Map(Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>));
}
