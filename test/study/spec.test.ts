import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSpec } from '../../lib/study/checkSpec';
import { StudyError } from '../../lib/study/errors';
import { canonicalJson, describeSpec, type RunSpec, runId } from '../../lib/study/spec';
import { fakeSpec } from './fakes';

const check = (changes: object, id?: string) => checkSpec({ ...fakeSpec(), ...changes }, { where: 'spec.json', id });

describe('canonicalJson', () => {
  it('is JSON that does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('leaves out what is undefined and refuses what JSON would change', () => {
    expect(canonicalJson({ b: 1, a: undefined, c: [{ y: null, x: '"' }] })).toBe('{"b":1,"c":[{"x":"\\"","y":null}]}');
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, undefined, () => 0])
      expect(() => canonicalJson([value])).toThrow(/^Found .*, expected what JSON can hold\.$/);
  });
});

describe('runId', () => {
  it('is the start of a digest that anyone can make', () => {
    // printf '%s' '{"a":[0.00001,"x"],"b":1}' | sha256sum
    expect(runId({ b: 1, a: [1e-5, 'x'] } as never)).toBe('614b3846a1927589');
    expect(runId(fakeSpec())).toMatch(/^[0-9a-f]{16}$/);
  });

  it('differs as soon as anything differs', () => {
    const spec = fakeSpec();
    const others: RunSpec[] = [
      { ...spec, scale: 'full' },
      { ...spec, size: 101 },
      { ...spec, settings: { ...spec.settings, dropout: 0 } },
      { ...spec, settings: { ...spec.settings, schedule: { ...spec.settings.schedule, peak: 2e-4 } } },
    ];
    expect(new Set([spec, ...others].map(runId)).size).toBe(5);
  });

  it('goes with words', () => {
    expect(describeSpec(fakeSpec())).toBe('scenes, t5, ppeg, 100 samples, seed 1');
    expect(describeSpec({ ...fakeSpec(), scale: 'full', size: 'all' })).toBe(
      'scenes (full), t5, ppeg, all samples, seed 1',
    );
  });
});

describe('checkSpec', () => {
  it('gives sound specs back', () => {
    expect(check({})).toEqual(fakeSpec());
    expect(check({ size: 'all' }, runId({ ...fakeSpec(), size: 'all' }))).toEqual({ ...fakeSpec(), size: 'all' });
  });

  it.each([
    [{ scenario: 'videos' }, 'found the scenario "videos", expected one of scenes, slides, products, photographs'],
    [{ variant: 'mivpg' }, /found the variant "mivpg", expected one of zero-shot, qformer, ppeg, /],
    [{ scenario: 'products' }, /found the variant "ppeg", expected one of zero-shot, qformer, csa, /],
    [{ scale: 'big' }, 'found the scale "big", expected one of mini, full'],
    [{ language: 'llama' }, 'found the language "llama", expected one of t5, opt'],
    [{ size: 0 }, 'found the size 0, expected a whole number of at least 1, or "all"'],
    [{ size: 10.5 }, 'found the size 10.5, expected a whole number of at least 1, or "all"'],
    [{ seed: -1 }, 'found the seed -1, expected a whole number of at least 0'],
    [{ seed: 2 }, 'found the seed 1 in the settings, expected 2, as of the spec'],
    [{ settings: undefined }, 'found the settings nothing, expected an object'],
    [{ settings: { seed: 1, epochs: 3 } }, 'settings: found a part of them, expected all: epochs, batch, '],
    [{ settings: { seed: 1, epoch: 3 } }, 'settings: Unknown setting epoch: expected one of epochs, batch, '],
    [{ epochs: 3 }, /found the field epochs, expected version, scenario, /],
  ])('says what is wrong with %j', (changes, message) => {
    expect(() => check(changes)).toThrow(message);
    expect(() => check(changes)).toThrow(/^spec\.json(, settings)?: /);
  });

  it('refuses what is no spec', () => {
    for (const value of [null, [], 'scenes'])
      expect(() => checkSpec(value, { where: 'spec.json' })).toThrow("expected a run's spec: an object");
  });

  it('refuses another version by name', () => {
    const error = fault(() => check({ version: 2 }));
    expect(error).toMatchObject({ kind: 'other-version', where: 'spec.json' });
    expect(error.message).toMatch(/found a run of version 2, expected 1/);
  });

  it('notices that a spec was edited by hand', () => {
    const id = runId(fakeSpec());
    const error = fault(() => check({ size: 200 }, id));
    expect(error.kind).toBe('wrong-spec');
    expect(error.message).toMatch(new RegExp(`found a spec whose id is [0-9a-f]{16}, expected ${id}: it was edited`));
  });
});

function fault(run: () => unknown): StudyError {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(StudyError);
    return error as StudyError;
  }
  throw new Error('nothing was thrown');
}
