import { describe, expect, it } from 'vitest';
import { Random } from '../../lib';
import { keyPhrases, makeTask } from '../../lib/pretrain/keywordTask';

describe('keyPhrases', () => {
  it('keeps words together that name one thing', () => {
    expect(keyPhrases('A dark red sofa next to two chairs, on the wooden floor.')).toEqual([
      'dark red sofa next',
      'two chairs',
      'wooden floor',
    ]);
  });
});

describe('makeTask', () => {
  const text = 'A dark red sofa next to two chairs on the wooden floor.';
  const random = new Random(1);
  const tasks = Array.from({ length: 200 }, () => makeTask(text, random));

  it('asks for the text from its phrases in any order, most often', () => {
    const keywords = tasks.filter(({ source }) => source.includes(','));
    expect(keywords.length).toBeGreaterThan(120);
    for (const { target } of keywords) expect(target).toBe(text);
    expect(new Set(keywords.map(({ source }) => source)).size).toBeGreaterThan(10);
  });

  it('asks for the rest of a beginning, too', () => {
    const rests = tasks.filter(({ target }) => target !== text);
    expect(rests.length).toBeGreaterThan(5);
    for (const { source, target } of rests) expect(`${source.trim()} ${target}`).toBe(text);
  });
});
