import { describe, expect, it } from 'vitest';
import { alignMeteor, isMeteorInstalled, openMeteor } from '../../../lib/metrics';

const meteor = openMeteor({ paraphrases: false });
const align = (hypothesis: string, reference: string) => alignMeteor(hypothesis, reference, meteor);

/** A caption of so many words, the same in every run. */
function words(count: number, vocabulary: string[], step: number): string {
  return Array.from(
    { length: count },
    (_, index) => vocabulary[(index * step + (index >> 5)) % vocabulary.length],
  ).join(' ');
}

describe('an alignment', () => {
  it('gives words, matches with their modules, statistics and score', () => {
    // "sleeps" and "sleeping" are listed twice, by stem and as synonyms; the search, which counts them for nothing, takes neither.
    const { hypothesis, reference, matches, statistics, score } = align(
      'a large dog sleeps',
      'the big dog was sleeping',
    );
    expect(hypothesis).toEqual(['a', 'large', 'dog', 'sleeps']);
    expect(reference).toEqual(['the', 'big', 'dog', 'was', 'sleeping']);
    expect(matches.map(({ module, start1, start2 }) => [module, start1, start2])).toEqual([
      ['synonym', 1, 1],
      ['exact', 2, 2],
    ]);
    expect(statistics.chunks).toBe(1);
    expect(statistics.hypothesis).toMatchObject({ words: 4, functionWords: 1, matched: 2 });
    expect(score).toBeCloseTo(meteor.score([['the big dog was sleeping']], ['a large dog sleeps']).corpus, 12);
  });

  it('uses a word once', () => {
    const { matches } = align('the the the', 'the cat');
    expect(matches).toHaveLength(1);
  });

  it('prefers few chunks to short ways', () => {
    const { matches, statistics } = align('a cat on a mat', 'on a mat');
    expect(matches.map(({ start1 }) => start1)).toEqual([2, 3, 4]);
    expect(statistics.chunks).toBe(1);
  });

  it.skipIf(!isMeteorInstalled())('has paraphrases of several words', () => {
    const { matches } = alignMeteor('in front of the house', 'before the house');
    expect(matches[0]).toEqual({ module: 'paraphrase', start1: 0, length1: 4, start2: 0, length2: 2 });
  });
});

describe('a caption of thousands of words', () => {
  const common = ['a', 'the', 'man', 'men', 'dog', 'dogs', 'run', 'runs', 'car', 'automobile', 'on', 'big'];
  const vocabulary = [...common, ...Array.from({ length: 49 }, (_, index) => `word${index}`)];

  it('is aligned in pieces, and with itself scores 1', () => {
    const long = words(20_000, vocabulary, 7);
    expect(align(long, long)).toMatchObject({ score: 1, statistics: { chunks: 1 } });
  });

  it('is aligned with another one of its length', () => {
    const { score, matches } = align(words(150_000, vocabulary, 7), words(150_000, vocabulary, 5));
    expect(score).toBeGreaterThan(0.1);
    expect(score).toBeLessThan(1);
    const used = matches.map(({ start1 }) => start1);
    expect(new Set(used).size).toBe(used.length);
  });

  it('is aligned with a short one', () => {
    expect(align(words(150_000, vocabulary, 7), 'the dog').score).toBeLessThan(0.01);
    expect(align('the dog', words(150_000, vocabulary, 7)).score).toBeLessThan(0.01);
  });

  it('may be one word, or signs only', () => {
    expect(align('x'.repeat(1e6), 'x'.repeat(1e6)).score).toBe(1);
    expect(align(',.;'.repeat(3e5), 'a').score).toBe(0);
  });

  it('up to a thousand words is aligned as a whole', () => {
    const [first, second] = [words(500, vocabulary, 7), words(500, ['x', 'y', 'z'], 1)];
    expect(align(`${first} ${second}`, `${second} ${first}`).statistics.chunks).toBeLessThan(300);
  });
});
