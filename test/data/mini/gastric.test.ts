import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  captionsTable,
  cutPatch,
  findingsOf,
  growths,
  miniGastric,
  miniGastricPlans,
  PATCH_SIZE,
  paintSlide,
  planSlides,
  SlideMap,
  type SlidePlan,
  writeReport,
  writeSlides,
} from '../../../lib/data/mini/gastric';

const committed = join(__dirname, '..', '..', '..', 'data', 'mini', 'gastric');
const plans = miniGastricPlans();
const smallest = [...plans].sort((a, b) => a.patches - b.patches);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mivpg-gastric-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the plans of MiniGastric', () => {
  it('are those that the seed gives', () => {
    expect(planSlides(miniGastric)).toEqual(plans);
  });

  it('give bags of the original spread', () => {
    const sizes = plans.map(({ patches }) => patches).sort((a, b) => a - b);
    const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
    expect(sizes.length).toBe(200);
    expect(mean).toBeGreaterThan(250);
    expect(mean).toBeLessThan(280);
    expect(sizes.at(-1)).toBe(1860);
    expect(sizes[100]!).toBeGreaterThan(120); // skewed: the median lies far below the mean
    expect(sizes[100]!).toBeLessThan(200);
  });

  it('give the committed captions', () => {
    expect(captionsTable(plans)).toBe(readFileSync(join(committed, 'captions.csv'), 'utf8'));
  });

  it('have ids of their own, without underscores', () => {
    expect(new Set(plans.map(({ id }) => id)).size).toBe(200);
    expect(plans.every(({ id }) => /^[0-9a-f]{16}$/.test(id))).toBe(true);
  });
});

describe('a report', () => {
  const maps = plans.map((plan) => ({ plan, map: new SlideMap(plan) }));

  it('is of a map with as many patches as planned', () => {
    for (const { plan, map } of maps) expect(map.cells.length, plan.id).toBe(plan.patches);
  });

  it('names the layer that the tumour reaches, counted from its zones', () => {
    for (const { plan, map } of maps) {
      const { text } = writeReport(plan, map);
      const deepest = /to the submucosa/.test(text) ? 'submucosa' : /muscularis/.test(text) ? 'muscularis' : 'mucosa';
      expect(deepest, plan.id).toBe(map.reached());
      if (!plan.layered) expect(deepest, plan.id).toBe('mucosa');
    }
    expect(new Set(maps.map(({ map }) => map.reached())).size).toBe(3);
  });

  it('names a second growth just where it makes up a twelfth of the tumour', () => {
    const words = /changes to|appear|mixed in|also seen|small part/;
    for (const { plan, map } of maps) {
      const counts = map.count();
      const tumour = growths.reduce((sum, growth) => sum + (counts.get(growth) ?? 0), 0);
      const second = plan.tumour.second ? (counts.get(plan.tumour.second.growth) ?? 0) : 0;
      expect(words.test(writeReport(plan, map).text), plan.id).toBe(second / tumour >= 1 / 12);
    }
    expect(maps.filter(({ plan, map }) => findingsOf(plan, map).second).length).toBeGreaterThan(40);
  });

  it('ends with the diagnosis, which grades ducts as observers do: not all alike near the border', () => {
    const graded = maps.filter(({ plan }) => plan.tumour.growth === 'ducts');
    const well = ({ plan, map }: (typeof maps)[number]) => writeReport(plan, map).subtype.startsWith('Well');
    for (const one of maps) {
      const { subtype, text } = writeReport(one.plan, one.map);
      expect(text.split('. ').at(-1)!.startsWith(subtype), one.plan.id).toBe(true);
    }
    expect(graded.filter((one) => one.plan.tumour.grade < 0.35).every(well)).toBe(true);
    expect(graded.filter((one) => one.plan.tumour.grade > 0.65).some(well)).toBe(false);
    expect(graded.some((one) => well(one) !== one.plan.tumour.grade < 0.5)).toBe(true);
  });

  it('mentions lymphocytes only where they are', () => {
    for (const { plan, map } of maps) {
      if (/[Ll]ymphocytic/.test(writeReport(plan, map).text)) {
        expect((map.count().get('lymphocytes') ?? 0) / plan.patches, plan.id).toBeGreaterThan(0.08);
      }
    }
  });
});

describe('a painted slide', () => {
  const [plan] = smallest as [SlidePlan];

  it('is the same each time', () => {
    const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    expect(digest(paintSlide(plan).rgb)).toBe(digest(paintSlide(plan).rgb));
  });

  it('looks as it did when it was last painted into a cache', () => {
    const { rgb, width, height } = paintSlide(plan);
    const mean = [0, 1, 2].map(
      (k) => rgb.reduce((sum, byte, i) => sum + (i % 3 === k ? byte : 0), 0) / (rgb.length / 3),
    );
    expect([width, height]).toEqual([480, 288]);
    // When these change on purpose, count up the folder's name in `miniGastricFolder`.
    for (const [k, value] of [223.994, 204.086, 217.959].entries()) expect(mean[k]).toBeCloseTo(value, 1);
  });

  it('has tissue in its patches, and glass around them', () => {
    const slide = paintSlide(plan);
    const brightness = (bytes: Uint8Array) => bytes.reduce((sum, byte) => sum + byte, 0) / bytes.length;
    const glass = brightness(cutPatch(slide, { row: 0, column: 0 }));
    const tissue = slide.map.cells.map((cell) => brightness(cutPatch(slide, cell)));
    expect(glass).toBeGreaterThan(225);
    expect(tissue.reduce((sum, value) => sum + value, 0) / tissue.length).toBeLessThan(215);
  });
});

describe('written slides', () => {
  const few = smallest.slice(0, 2);

  it('lie in the published layout', async () => {
    const progress: number[] = [];
    const target = join(folder, 'slides');
    await writeSlides(target, few, { onProgress: (done) => progress.push(done) });
    const patches = readdirSync(join(target, 'patches_captions')).sort();
    const total = few.reduce((sum, { patches }) => sum + patches, 0);
    expect(patches.length).toBe(total);
    expect(progress.at(-1)).toBe(total);
    expect(patches.every((name) => /^[0-9a-f]{16}_\d{4}\.jpg$/.test(name))).toBe(true);
    const positions = readFileSync(join(target, 'positions.csv'), 'utf8').trim().split('\n').slice(1);
    expect(positions.map((line) => line.split(',')[0]).sort()).toEqual(patches);
    expect(readFileSync(join(target, 'captions.csv'), 'utf8').split('\n')[0]).toBe('id,subtype,text');
    expect(readFileSync(join(target, 'about.json'), 'utf8')).toContain('Not for diagnosis');
    expect(PATCH_SIZE).toBe(48);
  });

  it('do not replace a folder that is there', async () => {
    await expect(writeSlides(folder, few)).rejects.toThrow('found a folder, expected none to write slides to');
  });

  it('leave nothing behind when the making is broken off', async () => {
    const target = join(folder, 'broken');
    const stop = () => {
      throw new Error('stopped');
    };
    await expect(writeSlides(target, few, { onProgress: stop })).rejects.toThrow('stopped');
    expect(existsSync(target)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
  });
});
