import { describe, expect, it } from 'vitest';
import {
  bleu,
  type Captions,
  cider,
  type MetricName,
  type MetricScores,
  metricNames,
  Ngrams,
  numberWords,
  type Predictions,
  rougeL,
  scoreCaptions,
} from '../../lib/metrics';
import { corpusNames, loadCorpus } from '../parity/metrics';

describe.each(corpusNames)('BLEU, ROUGE-L and CIDEr of the corpus %s', (name) => {
  const { images, corpus_scores } = loadCorpus(name);
  const corpus = {
    references: images.map((image) => image.references_tokenized),
    predictions: images.map((image) => image.prediction_tokenized),
  };
  const words = numberWords(corpus);
  const ngrams = new Ngrams(words);

  const expectReference = (label: string, { corpus, segments }: MetricScores) => {
    const expected = images.map((image) => image.scores[label]!);
    expect(segments).toHaveLength(expected.length);
    const differences = expected.map((score, i) => Math.abs(score - segments[i]!));
    expect(Math.max(...differences)).toBeLessThan(1e-9);
    expect(Math.abs(corpus - corpus_scores[label]!)).toBeLessThan(1e-9);
  };

  it('equal those of pycocoevalcap', () => {
    bleu(ngrams).forEach((scores, n) => {
      expectReference(`Bleu_${n + 1}`, scores);
    });
    expectReference('ROUGE_L', rougeL(words));
    expectReference('CIDEr', cider(ngrams));
  });
});

describe('scoreCaptions', () => {
  const references = new Map([
    ['b', ['A dog runs.', 'A brown dog is running.']],
    ['a', ['Two cats sit on a sofa.']],
  ]);
  const predictions = { a: 'a cat sits on a sofa', b: 'a dog is running' };
  const metrics = metricNames.filter((name) => name !== 'METEOR');

  it('scores images in the order of the references, metrics in their own', () => {
    const { scores, perImage } = scoreCaptions({ references, predictions, metrics: [...metrics].reverse() });
    expect([...perImage.keys()]).toEqual(['b', 'a']);
    expect(Object.keys(scores)).toEqual(metrics);
    expect(perImage.get('b')!['BLEU-1']).toBeCloseTo(1, 8);
  });

  it('uses the METEOR that it is given, under its name', () => {
    const meteor = {
      label: 'METEOR (no paraphrase)' as const,
      score: (references: readonly (readonly string[])[]) => ({
        corpus: 0.5,
        segments: references.map((r) => r.length),
      }),
    };
    const { scores, perImage } = scoreCaptions({ references, predictions, metrics: ['METEOR'], meteor });
    expect(scores).toEqual({ 'METEOR (no paraphrase)': 0.5 });
    expect(perImage.get('b')).toEqual({ 'METEOR (no paraphrase)': 2 });
  });

  it('takes objects as well as maps', () => {
    const options = { predictions, metrics };
    expect(scoreCaptions({ ...options, references: Object.fromEntries(references) }).scores).toEqual(
      scoreCaptions({ ...options, references }).scores,
    );
  });

  it('gives 1 to a copy of the reference, 10 with CIDEr', () => {
    const captions = { a: 'a brown dog is running', b: 'two cats sit on a sofa' };
    const copied = { a: [captions.a], b: [captions.b] };
    const { scores } = scoreCaptions({ references: copied, predictions: captions, metrics });
    for (const name of metrics) expect(scores[name]).toBeCloseTo(name === 'CIDEr' ? 10 : 1, 6);
  });

  it('tells each step, before and after', () => {
    const told: string[] = [];
    const onProgress = ({ metric, done, total }: { metric: string; done: number; total: number }) =>
      told.push(`${metric} ${done}/${total}`);
    scoreCaptions({ references, predictions, metrics: ['CIDEr', 'ROUGE-L'], onProgress });
    expect(told).toEqual([
      'tokenization 0/2',
      'tokenization 2/2',
      'ROUGE-L 0/2',
      'ROUGE-L 2/2',
      'CIDEr 0/2',
      'CIDEr 2/2',
    ]);
  });
});

describe('scoreCaptions of odd input', () => {
  const metrics = metricNames.filter((name) => name !== 'METEOR');
  const score = (references: unknown, predictions: unknown, names: readonly string[] = metrics) =>
    scoreCaptions({
      references: references as Captions,
      predictions: predictions as Predictions,
      metrics: names as MetricName[],
    });

  it.each([
    ['no image', {}, {}, 'Found no image in the references, expected at least one'],
    ['no prediction', { a: ['x'], b: ['y'] }, { a: 'x' }, 'Found no prediction for image "b", but references'],
    [
      'no references',
      { a: ['x'] },
      { a: 'x', b: 'y', c: 'z' },
      'Found no references for images "b", "c", but a prediction',
    ],
    ['an empty list', { a: [] }, { a: 'x' }, 'Image "a" has no reference, expected at least one'],
    [
      'text for a list',
      { a: 'x' },
      { a: 'x' },
      'Image "a", references: found the string "x", expected a list of captions',
    ],
    ['a number', { a: ['x', 5] }, { a: 'x' }, 'Image "a", reference 2: found the number 5, expected a caption'],
    ['null', { a: ['x'] }, { a: null }, 'Image "a", prediction: found null, expected a caption'],
    ['a list', { a: ['x'] }, { a: ['x'] }, 'Image "a", prediction: found a list of 1, expected a caption'],
    ['an object', { a: [{}] }, { a: 'x' }, 'Image "a", reference 1: found an object, expected a caption'],
    ['a list of all', ['x'], { a: 'x' }, 'The references are a list of 1, expected a Map or an object'],
    ['nothing', undefined, { a: 'x' }, 'The references are undefined, expected a Map or an object'],
  ])('names what is wrong with %s', (_, references, predictions, message) => {
    expect(() => score(references, predictions)).toThrow(message);
  });

  it('names only the first of many images', () => {
    const references = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`image ${i}`, ['x']]));
    expect(() => score(references, {})).toThrow(/"image 0", "image 1", .* and 995 more, but references/);
  });

  it('refuses a metric that it does not know, and none', () => {
    expect(() => score({ a: ['x'] }, { a: 'x' }, ['BLEU-5'])).toThrow(
      'Option metrics: found "BLEU-5", expected some of',
    );
    expect(() => score({ a: ['x'] }, { a: 'x' }, [])).toThrow('Option metrics: found none');
  });

  it('gives one image a CIDEr of 0, since every word is in every image', () => {
    expect(score({ a: ['a dog'] }, { a: 'a dog' }, ['CIDEr']).scores).toEqual({ CIDEr: 0 });
  });

  it('scores captions without a word', () => {
    const { scores } = score({ a: [''], b: ['...'] }, { a: '', b: 'a dog' });
    for (const value of Object.values(scores)) expect(value).toBeGreaterThanOrEqual(0);
  });

  it('scores NUL bytes and lone surrogates as white space', () => {
    const strange = score({ a: ['a\u0000dog'], b: ['x'] }, { a: 'a\ud800dog', b: 'x' });
    expect(strange.scores).toEqual(score({ a: ['a dog'], b: ['x'] }, { a: 'a dog', b: 'x' }).scores);
  });

  it('scores a caption of a megabyte', () => {
    const long = 'a dog runs over the hill. '.repeat(40_000);
    const { scores } = score({ a: ['a dog'], b: [long] }, { a: long, b: 'a dog' });
    expect(scores['BLEU-1']).toBeGreaterThan(0);
  });

  it('scores 50,000 images', () => {
    const ids = Array.from({ length: 50_000 }, (_, i) => String(i));
    const references = new Map(ids.map((id) => [id, ['a dog']]));
    const predictions = new Map(ids.map((id) => [id, Number(id) % 2 ? 'a dog' : 'a cat']));
    const { scores, perImage } = score(references, predictions);
    expect(perImage.size).toBe(50_000);
    expect(scores['ROUGE-L']).toBeCloseTo(0.75, 10);
  });
});
