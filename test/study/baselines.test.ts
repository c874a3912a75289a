import { describe, expect, it } from 'vitest';
import type { Sample } from '../../lib/data';
import { blindCaptions, humanAgainstOthers } from '../../lib/study/baselines';
import { classAccuracy, namedClass } from '../../lib/study/subtypes';

const sample = (id: string, captions: string[], subtype?: string): Sample => ({
  id,
  images: [],
  captions,
  meta: subtype === undefined ? {} : { subtype },
});

describe('blind captions', () => {
  it('are the most common one and the one nearest to all', () => {
    const training = [sample('1', ['a red chair', 'a red chair']), sample('2', ['a red table', 'the red table'])];
    const blind = blindCaptions(training, [sample('t', ['x'])]);
    expect(Object.keys(blind)).toEqual(['most common', 'consensus']);
    expect(blind['most common']!.get('t')).toBe('a red chair');
  });

  it('know the true class, and fall back where training does not have it', () => {
    const training = [
      sample('1', ['Round cells.'], 'round'),
      sample('2', ['Round cells.'], 'round'),
      sample('3', ['Flat cells.'], 'flat'),
    ];
    const test = [sample('a', ['x'], 'flat'), sample('b', ['x'], 'spiky')];
    const prior = blindCaptions(training, test)['class prior']!;
    expect([...prior].sort()).toEqual([
      ['a', 'Flat cells.'],
      ['b', 'Round cells.'],
    ]);
  });
});

describe('one human against the others', () => {
  it('leaves out what one person alone described', () => {
    const { captions, samples } = humanAgainstOthers([sample('1', ['a', 'b', 'c']), sample('2', ['d'])]);
    expect([...captions]).toEqual([['1', 'a']]);
    expect(samples.map((kept) => [kept.id, kept.captions])).toEqual([['1', ['b', 'c']]]);
  });
});

describe('the class that a caption names', () => {
  const classes = ['Adenocarcinoma', 'Mucinous adenocarcinoma', 'Poorly differentiated adenocarcinoma, solid type'];

  it('is the last and longest that stands in it', () => {
    expect(namedClass('Pools of mucus. Mucinous adenocarcinoma.', classes)).toBe('Mucinous adenocarcinoma');
    expect(namedClass('Mucinous adenocarcinoma, then adenocarcinoma', classes)).toBe('Adenocarcinoma');
    expect(namedClass('poorly differentiated adenocarcinoma solid-type', classes)).toBe(classes[2]);
    expect(namedClass('A chair.', classes)).toBeUndefined();
  });

  it('is right for a share of the samples', () => {
    const truth = new Map([
      ['1', classes[0]!],
      ['2', classes[1]!],
    ]);
    const captions = new Map([
      ['1', 'Mucinous adenocarcinoma'],
      ['2', 'Mucinous adenocarcinoma'],
    ]);
    expect(classAccuracy(captions, truth)).toBe(0.5);
  });
});
