import { describe, expect, it } from 'vitest';
import { isMeteorInstalled, type Meteor, meteorScore, openMeteor, scoreCaptions } from '../../../lib/metrics';
import { statisticsOfRow, statisticsRow } from '../../../lib/metrics/meteor/statistics';
import { corpusNames, loadCorpus } from '../../parity/metrics';
import { fixture } from './parity';

const rows = (meteor: Meteor, pairs: { references: string[]; hypothesis: string }[]) =>
  pairs.map(({ references, hypothesis }) => statisticsRow(meteor.statistics(hypothesis, references)));

const pairsOf = (name: (typeof corpusNames)[number]) =>
  loadCorpus(name).images.map(({ references_tokenized, prediction_tokenized }) => ({
    references: references_tokenized,
    hypothesis: prediction_tokenized,
  }));

const parseRow = (text: string) => text.split(' ').map(Number);

// Set-up fetches the paraphrase table; where it cannot be had, this suite shows as skipped.
describe.skipIf(!isMeteorInstalled())('METEOR with the paraphrase table', () => {
  const meteor = isMeteorInstalled() ? openMeteor({ paraphrases: true }) : (undefined as never);

  describe.each(corpusNames)('equals pycocoevalcap on the corpus %s', (name) => {
    const { images, corpus_scores } = loadCorpus(name);
    const pairs = pairsOf(name);

    it('in its statistics', () => {
      expect(rows(meteor, pairs)).toEqual(images.map((image) => parseRow(image.meteor_statistics)));
      const each = images.flatMap(({ prediction_tokenized: hypothesis, references_tokenized }) =>
        references_tokenized.map((reference) => ({ references: [reference], hypothesis })),
      );
      expect(rows(meteor, each)).toEqual(
        images.flatMap((image) => image.meteor_statistics_per_reference.map(parseRow)),
      );
    });

    it('in its scores', () => {
      const { corpus, segments } = meteor.score(
        pairs.map(({ references }) => references),
        pairs.map(({ hypothesis }) => hypothesis),
      );
      const differences = segments.map((score, index) => Math.abs(score - images[index]!.scores.METEOR!));
      expect(Math.max(...differences)).toBeLessThan(1e-9);
      expect(Math.abs(corpus - corpus_scores.METEOR!)).toBeLessThan(1e-9);
    });
  });

  it('equals the original on odd captions', () => {
    expect(rows(meteor, fixture.pairs)).toEqual(fixture.pairs.map(({ statistics }) => statistics));
  });

  it('is what scoreCaptions takes, and opens by itself', () => {
    const captions = { references: { a: ['the man'] }, predictions: { a: 'the men' } };
    expect(Object.keys(scoreCaptions({ ...captions, metrics: ['METEOR'], meteor }).scores)).toEqual(['METEOR']);
    expect(Object.keys(scoreCaptions({ ...captions, metrics: ['METEOR'] }).scores)).toEqual(['METEOR']);
  });
});

describe('METEOR without paraphrases', () => {
  const meteor = openMeteor({ paraphrases: false });

  it('says so in its label', () => expect(meteor.label).toBe('METEOR (no paraphrase)'));

  it.each(corpusNames)('equals the original with three modules on the corpus %s', (name) => {
    expect(rows(meteor, pairsOf(name))).toEqual(fixture.corpora_without_paraphrases[name]);
  });

  it('equals the original with three modules on odd captions', () => {
    expect(rows(meteor, fixture.pairs)).toEqual(fixture.pairs.map((pair) => pair.without_paraphrases));
  });

  it('is what an empty folder gives, unless paraphrases are asked for', () => {
    expect(openMeteor({ folder: __dirname }).label).toBe('METEOR (no paraphrase)');
    expect(() => openMeteor({ folder: __dirname, paraphrases: true })).toThrow(/not in .*set-up/);
  });
});

describe('the score of METEOR', () => {
  const meteor = openMeteor({ paraphrases: false });

  it('is 1 for the same words, 0 for no match and for no words', () => {
    const { corpus, segments } = meteor.score(
      [['a red bus'], ['a red bus'], [''], ['a bus']],
      ['a red bus', 'x', '', ''],
    );
    expect(segments).toEqual([1, 0, 0, 0]);
    expect(corpus).toBeGreaterThan(0);
  });

  it('counts no stem of a single word: the original searches with whole numbers', () => {
    expect(meteor.score([['a dog runs fast']], ['the dogs run quickly']).corpus).toBe(0);
  });

  it('takes the first of equally good references', () => {
    const { reference } = meteor.statistics('a b', ['a b x y', 'a b y z', 'a b']);
    expect(reference.words).toBe(2);
    expect(statisticsRow(meteor.statistics('q', ['w', 'e r']))[1]).toBe(1);
  });

  it('of a corpus is that of summed statistics, whole segments giving no chunk', () => {
    const references = [['a man on a red bike'], ['two dogs'], ['a bus']];
    const hypotheses = ['a red bike on a man', 'two dogs', 'bus a'];
    const { corpus, sums } = meteor.score(references, hypotheses);
    const total = sums!.columns.map((column) => Array.from(column).reduce((a, b) => a + b));
    expect(total[20]).toBe(statisticsRow(meteor.statistics(hypotheses[0]!, references[0]!))[20]! + 2);
    expect(sums!.score(total, 3)).toBe(corpus);
    expect(meteorScore(statisticsOfRow(total))).toBe(corpus);
  });
});
