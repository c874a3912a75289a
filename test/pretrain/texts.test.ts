import { describe, expect, it } from 'vitest';
import { loadModels } from '../../lib/data/mini/models';
import { mixTexts, writeTexts } from '../../lib/pretrain/texts';

const counts = { scenes: 60, products: 60, slides: 6 };
const texts = writeTexts(counts, 1);

describe('writeTexts', () => {
  it('writes captions and reports, the same for the same seed', () => {
    expect(texts.scenes.length).toBeGreaterThan(250);
    expect(texts.products.length).toBeGreaterThan(60);
    expect(texts.slides).toHaveLength(6);
    expect(texts.slides[0]).toMatch(/carcinoma/);
    expect(writeTexts({ scenes: 2, products: 2, slides: 6 }, 1).slides).toEqual(texts.slides);
    expect(writeTexts({ scenes: 2, products: 0, slides: 0 }, 2).scenes[0]).not.toBe(texts.scenes[0]);
  });

  it('names nothing that only validation and test show', () => {
    const nouns = (splits: string[]) =>
      loadModels()
        .filter(({ split }) => splits.includes(split))
        .flatMap((model) => model.nouns);
    const known = nouns(['pretrain', 'train']).join(' ');
    const secret = nouns(['val', 'test']).filter((noun) => !known.includes(noun));
    const all = mixTexts(texts, 1).join(' ');
    expect(secret.length).toBeGreaterThan(5);
    expect(secret.filter((noun) => new RegExp(`\\b${noun}\\b`).test(all))).toEqual([]);
  });
});

describe('mixTexts', () => {
  it('loses none', () => {
    const mixed = mixTexts(texts, 1);
    expect([...mixed].sort()).toEqual([...texts.scenes, ...texts.products, ...texts.slides].sort());
    expect(mixed).not.toEqual(mixTexts(texts, 2));
  });
});
