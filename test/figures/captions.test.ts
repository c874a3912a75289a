import { describe, expect, it } from 'vitest';
import { captionSlider, captionsOverEpochs } from '../../lib/figures';
import { expectGolden } from './golden';

const captions = [
  { epoch: 4, caption: 'Tubular adenocarcinoma, well differentiated.' },
  { epoch: 0, caption: 'a <b>black</b> image' },
];
const options = { title: 'A slide', references: ['Well differentiated tubular adenocarcinoma'] };
type Step = { label: string; args: [Record<string, string>] };
const stepsOf = (figure: ReturnType<typeof captionsOverEpochs>) =>
  (figure.layout.sliders as [{ steps: Step[] }])[0].steps;
/** What the figure shows at first. */
const textsOf = (figure: ReturnType<typeof captionsOverEpochs>) => {
  const [, references, label, caption] = (figure.layout.annotations as { text: string }[]).map(({ text }) => text);
  return { references: references!, label: label!, caption: caption! };
};
const boldOf = (text: string) => [...text.matchAll(/<b>([^<]*)<\/b>/g)].map((match) => match[1]);

describe('captionSlider', () => {
  it('has a step for whatever changes', () => {
    const steps = [
      { label: '1', name: 'one view', caption: 'a chair' },
      { label: '2', caption: 'a red chair' },
    ];
    const figure = captionSlider(steps, { title: 'Views', references: ['red chair'] });
    expect(stepsOf(figure).map(({ label }) => label)).toEqual(['1', '2']);
    expect(stepsOf(figure)[0]!.args[0]['annotations[2].text']).toContain('one view: 1 of 2 words');
    expect(textsOf(figure).label).toContain('2: 2 of 3 words');
    expect(figure.alt).toBe('Views. References: red chair\none view: a chair\n2: a red chair');
  });
});

describe('captionsOverEpochs', () => {
  it('is as it was', () => expectGolden(captionsOverEpochs(captions, options), 'captions'));

  it('has a step for each epoch, in order, and begins at the last', () => {
    const figure = captionsOverEpochs(captions, options);
    expect(stepsOf(figure).map(({ label }) => label)).toEqual(['zero-shot', '4']);
    const texts = textsOf(figure);
    expect(stepsOf(figure)[1]!.args[0]).toEqual({
      'annotations[1].text': texts.references,
      'annotations[2].text': texts.label,
      'annotations[3].text': texts.caption,
    });
    expect(stepsOf(figure)[0]!.args[0]['annotations[3].text']).toBe('a &lt;b&gt;black&lt;/b&gt; image');
  });

  it('marks the words that both have, whatever their capitals and signs, each as often as the other has it', () => {
    const texts = textsOf(captionsOverEpochs([{ epoch: 1, caption: 'Tubular, tubular well done.' }], options));
    expect(boldOf(texts.caption)).toEqual(['Tubular,', 'well']);
    expect(boldOf(texts.references)).toEqual(['Well', 'tubular']);
    expect(texts.label).toContain('after 1 epoch: 2 of 4 words are in the reference');
  });

  it('compares with the reference that has most in common', () => {
    const references = ['a table', 'the red chair'];
    const texts = textsOf(captionsOverEpochs([{ epoch: 2, caption: 'a red chair' }], { title: '', references }));
    expect(boldOf(texts.caption)).toEqual(['red', 'chair']);
    expect(texts.label).toContain('2 of 3 words are in one reference');
  });

  it('breaks long captions into lines that fit', () => {
    const long = Array.from({ length: 40 }, () => 'epithelium').join(' ');
    const figure = captionsOverEpochs([{ epoch: 1, caption: long }], { ...options, width: 500 });
    const lines = textsOf(figure).caption.split('<br>');
    expect(lines.length).toBeGreaterThan(8);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(70);
  });

  it('refuses what it cannot show', () => {
    expect(() => captionsOverEpochs([], options)).toThrow('Found no captions');
    expect(() => captionsOverEpochs(captions, { title: '', references: [] })).toThrow('Found no references');
    expect(() => captionsOverEpochs([...captions, captions[0]!], options)).toThrow('Found two captions of epoch 4');
  });
});
