import { describe, expect, it } from 'vitest';
import { StudyError } from '../../lib/study/errors';
import { scenarioNames } from '../../lib/study/spec';
import {
  instancesOf,
  promptGeneratorOf,
  usesPositions,
  type Variant,
  variantOf,
  variants,
  variantsOf,
} from '../../lib/study/variants';

describe('variants', () => {
  it('are what a scenario can be run with', () => {
    expect(variantsOf('products')).toContain('patch-concat');
    expect(variantsOf('products')).not.toContain('ppeg');
    expect(variantsOf('scenes')).toEqual(
      expect.arrayContaining(['zero-shot', 'qformer', 'ppeg', 'csa', 'ppeg-csa', 'qformer-unfrozen']),
    );
    expect(variantsOf('slides')).toEqual(expect.arrayContaining(['lstm-mean', 'lstm-ab-mil-augmented', 'ppeg-square']));
    for (const scenario of scenarioNames)
      expect(variantsOf(scenario)).toEqual(expect.arrayContaining(['qformer', 'csa']));
  });

  it('have titles of their own', () => {
    const titles = Object.values(variants).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('are refused where a scenario lacks them, with those it has', () => {
    expect(() => variantOf('lstm-mean', 'scenes')).toThrow(StudyError);
    expect(() => variantOf('lstm-mean', 'scenes')).toThrow(
      /found the variant "lstm-mean", expected one of zero-shot, /,
    );
    expect(() => variantOf('toString', 'scenes')).toThrow('toString');
  });

  it('say what a sample is made of', () => {
    const kinds = (names: readonly string[], given: Parameters<typeof instancesOf>[1]) =>
      names.map((name) => instancesOf(variants[name as keyof typeof variants] as Variant, given));
    expect(kinds(['zero-shot', 'single-image', 'patch-concat', 'qformer', 'csa'], 'images')).toEqual([
      'patches',
      'patches',
      'patches',
      'images',
      'images',
    ]);
    expect(kinds(['lstm-mean', 'zero-shot', 'ppeg'], 'cls')).toEqual(['cls', 'cls', 'cls']);
  });

  it('make prompt generators', () => {
    expect(promptGeneratorOf(variants.qformer, 'patches', 0.1)).toEqual({
      correlation: 'none',
      clsFirst: true,
      dropout: 0.1,
    });
    expect(promptGeneratorOf(variants.qformer, 'images', 0)).toEqual({
      correlation: 'none',
      imagePooling: 'ab-mil',
      dropout: 0,
    });
    expect(promptGeneratorOf(variants['csa-max'], 'images', 0)).toMatchObject({
      correlation: 'csa',
      imagePooling: 'max',
    });
    expect(promptGeneratorOf(variants['ppeg-csa'], 'cls', 0)).toMatchObject({ ppeg: 'every-layer', clsFirst: false });
  });

  it('ask for positions only with positional encoding', () => {
    const asking = Object.entries<Variant>(variants).filter(([, variant]) => usesPositions(variant));
    expect(asking.map(([name]) => name)).toEqual(['ppeg', 'ppeg-csa', 'ppeg-sa', 'ppeg-first-layer']);
  });
});
