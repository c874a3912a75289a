import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  captionVariety,
  consensusCaption,
  mostCommonCaption,
  mostCommonCaptionOfClass,
  randomCaptionOfClass,
} from '../../lib/metrics';

describe('mostCommonCaption', () => {
  it('is the caption that occurs most often, the first of several, for every image', () => {
    const training = ['b', 'a', 'c', 'a', 'b'];
    expect(mostCommonCaption(training, ['1', '__proto__'])).toEqual(
      new Map([
        ['1', 'b'],
        ['__proto__', 'b'],
      ]),
    );
    expect(mostCommonCaption([...training, 'a'], ['1']).get('1')).toBe('a');
  });

  it('needs training captions', () => {
    expect(() => mostCommonCaption([], ['1'])).toThrow('Found no training captions');
  });
});

describe('class priors', () => {
  const training = [
    { class: 'papillary', caption: 'papillae' },
    { class: 'tubular', caption: 'tubes' },
    { class: 'tubular', caption: 'many tubes' },
    { class: 'tubular', caption: 'many tubes' },
    { class: 'constructor', caption: 'none' },
  ];
  const classes = new Map([
    ['1', 'tubular'],
    ['2', 'papillary'],
    ['3', 'constructor'],
  ]);

  it('give the most common caption of the true class', () => {
    expect([...mostCommonCaptionOfClass(training, classes).values()]).toEqual(['many tubes', 'papillae', 'none']);
  });

  it('draw a caption of the true class as often as it occurs there, the same ones for the same seed', () => {
    const many = new Map(Array.from({ length: 3000 }, (_, i) => [`${i}`, 'tubular']));
    const drawn = [...randomCaptionOfClass(training, many, 1).values()];
    expect(drawn.filter((caption) => caption === 'many tubes').length / drawn.length).toBeCloseTo(2 / 3, 1);
    expect(new Set(drawn)).toEqual(new Set(['tubes', 'many tubes']));
    expect([...randomCaptionOfClass(training, many, 1).values()]).toEqual(drawn);
    expect([...randomCaptionOfClass(training, many, 2).values()]).not.toEqual(drawn);
  });

  it('name an image whose class has no training caption', () => {
    const unknown = new Map([['7', 'mucinous']]);
    const message = 'Image "7" has the class "mucinous", expected one of the training captions\' classes: papillary, ';
    expect(() => mostCommonCaptionOfClass(training, unknown)).toThrow(message);
    expect(() => randomCaptionOfClass(training, unknown)).toThrow(message);
  });
});

describe('consensusCaption', () => {
  it('is the caption most like the others, though none occurs twice', () => {
    const training = ['two men ride', 'a bus', 'a cat on a sofa', 'a dog on a sofa', 'a dog on a mat'];
    expect(consensusCaption(training, ['1', '2']).get('2')).toBe('a dog on a sofa');
  });

  it('is the caption with the highest mean cosine, computed pair by pair', () => {
    const words = fc.array(fc.constantFrom('a', 'dog', 'cat', 'runs', 'sofa'), { minLength: 1, maxLength: 6 });
    const captions = fc.array(
      words.map((list) => list.join(' ')),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(captions, (training) => {
        const similarity = pairSimilarity(training);
        const sums = training.map((_, i) =>
          training.reduce((sum, _, j) => (i === j ? sum : sum + similarity(i, j)), 0),
        );
        const chosen = training.indexOf(consensusCaption(training, ['1']).get('1')!);
        expect(sums[chosen]).toBeCloseTo(Math.max(...sums), 9);
      }),
    );
  });
});

/** CIDEr's cosine of two captions, mean over n times 4, by its definition. */
function pairSimilarity(captions: string[]): (i: number, j: number) => number {
  const ngramsOf = (caption: string, n: number) => {
    const words = caption.split(' ');
    return words.slice(n - 1).map((_, i) => words.slice(i, i + n).join(' '));
  };
  const vector = (caption: string, n: number) => {
    const list = ngramsOf(caption, n);
    return new Map(
      list.map((ngram) => {
        const documents = captions.filter((other) => ngramsOf(other, n).includes(ngram)).length;
        return [ngram, list.filter((other) => other === ngram).length * Math.log(captions.length / documents)];
      }),
    );
  };
  const dot = (a: Map<string, number>, b: Map<string, number>) =>
    [...a].reduce((sum, [ngram, weight]) => sum + weight * (b.get(ngram) ?? 0), 0);
  return (i, j) =>
    [1, 2, 3, 4].reduce((sum, n) => {
      const [a, b] = [vector(captions[i]!, n), vector(captions[j]!, n)];
      const norm = Math.sqrt(dot(a, a) * dot(b, b));
      return norm === 0 ? sum : sum + dot(a, b) / norm;
    }, 0);
}

describe('captionVariety', () => {
  const captions = ['A dog runs.', 'a dog runs', 'Two cats', 'a bus'];

  it('counts words and captions as the metrics see them', () => {
    expect(captionVariety(captions)).toEqual({ captions: 4, vocabulary: 6, distinct: 0.75 });
  });

  it('tells the share that is in the training captions', () => {
    expect(captionVariety(captions, ['A DOG runs!', 'two cats sleep']).inTraining).toBe(0.5);
  });

  it('counts no word in an empty caption', () => {
    expect(captionVariety(['', '.'])).toEqual({ captions: 2, vocabulary: 0, distinct: 0.5 });
    expect(() => captionVariety([])).toThrow('Found no captions');
  });
});
