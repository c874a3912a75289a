import { describe, expect, it } from 'vitest';
import {
  bleu,
  cider,
  type MetricScores,
  metricNames,
  Ngrams,
  numberWords,
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
});
