import { describe, expect, it } from 'vitest';
import { tokenizeCaption, tokenizeCaptions } from '../../../lib/metrics';
import { corpusNames, loadCorpus, loadJson } from '../../parity/metrics';

describe('tokenizeCaption', () => {
  it.each(corpusNames)('splits every caption of the corpus %s as pycocoevalcap does', (name) => {
    const { images } = loadCorpus(name);
    const references = tokenizeCaptions(images.flatMap((image) => image.references));
    expect(references).toEqual(images.flatMap((image) => image.references_tokenized));
    const predictions = tokenizeCaptions(images.map((image) => image.prediction));
    expect(predictions).toEqual(images.map((image) => image.prediction_tokenized));
  });

  it('splits odd strings, each among plain ones, as pycocoevalcap does; other line ends are white space', () => {
    const { cases } = loadJson('ptb_tokenizer') as { cases: { text: string; filtered: string[] }[] };
    const different = cases.filter(({ text, filtered }) => tokenizeCaption(text) !== filtered.join(' '));
    expect(different).toEqual([]);
    expect(cases.length).toBe(301);
  });

  const rules = loadJson('ptb_rules') as { alone: [string, string][]; run: [string, string][] };

  it('splits strings for each rule, and mixtures of them, as the tokenizer does', () => {
    const different = rules.alone.filter(([text, words]) => tokenizeCaption(text) !== words);
    expect(different).toEqual([]);
    expect(rules.alone.length).toBeGreaterThan(3000);
  });

  it('looks at the next caption of a list as the tokenizer does', () => {
    const words = tokenizeCaptions(rules.run.map(([caption]) => caption));
    expect(words).toEqual(rules.run.map(([, words]) => words));
  });
});
