import type { Experiment, PaperRow, Part, Row } from './experiment';
import { allSamples } from './sizes';

const ofTable = (table: 1 | 4, method: string): PaperRow => ({ table, dataset: 'PatchGastricADC22', method });

const twoReadings =
  'The paper does not say whether its row without CSA keeps PPEG: both readings stand beside the same number.';

const withAndWithoutCsa = (table: 1 | 4): Row[] => [
  { label: 'QFormer (MIVPG w/o CSA, w/o PPEG)', variant: 'qformer', paper: ofTable(table, 'BLIP2-MIVPG w/o CSA') },
  { label: 'MIVPG w/o CSA', variant: 'ppeg', paper: ofTable(table, 'BLIP2-MIVPG w/o CSA') },
  { label: 'MIVPG', variant: 'ppeg-csa', paper: ofTable(table, 'BLIP2-MIVPG') },
];

const part = (rows: readonly Row[], rest: Partial<Part> = {}): Part => ({
  scenario: 'slides',
  rows,
  sizes: allSamples,
  compare: [
    ['qformer', 'ppeg-csa'],
    ['ppeg', 'ppeg-csa'],
  ],
  ...rest,
});

export const table1: Experiment = {
  name: 'table1',
  title: 'Table 1: slides, one embedding a patch',
  question: 'Does MIVPG caption slides better than an LSTM on pooled features, and does CSA help?',
  claim:
    'Our method outperforms the baselines significantly. Moreover, the model performs even better when considering ' +
    'correlations among instances, underscoring the effectiveness of our CSA module.',
  notes: [
    twoReadings,
    "The paper's LSTM baselines read DenseNet121's and EfficientNetB3's features; those here read the ones that the " +
      'QFormer reads. So they are rows of their own.',
  ],
  view: 'table',
  parts: [
    part([
      { label: 'DenseNet121 x20 p3x3', paper: ofTable(1, 'DenseNet121 x20 p3x3') },
      { label: 'EfficientNetB3 x20 p3x3', paper: ofTable(1, 'EfficientNetB3 x20 p3x3') },
      { label: 'LSTM, mean', variant: 'lstm-mean' },
      { label: 'LSTM, AB-MIL', variant: 'lstm-ab-mil' },
      { label: 'DenseNet121 x20 p3x3 aug', paper: ofTable(1, 'DenseNet121 x20 p3x3 aug') },
      { label: 'EfficientNetB3 x20 p3x3 aug', paper: ofTable(1, 'EfficientNetB3 x20 p3x3 aug') },
      { label: 'LSTM, mean, aug', variant: 'lstm-mean-augmented' },
      { label: 'LSTM, AB-MIL, aug', variant: 'lstm-ab-mil-augmented' },
      { label: 'Zero-shot', variant: 'zero-shot', seeds: 1 },
      ...withAndWithoutCsa(1),
    ]),
  ],
};

export const table4: Experiment = {
  name: 'table4',
  title: 'Table 4: slides with OPT as the language model',
  question: 'Do the findings on slides hold for a language model that is a decoder only?',
  claim: 'Notably, the model with CSA performs better than the one without it, reaffirming the effectiveness of CSA.',
  notes: [twoReadings],
  view: 'table',
  parts: [part(withAndWithoutCsa(4), { language: 'opt' })],
};

export const fig5: Experiment = {
  name: 'fig5',
  title: 'Fig. 5: captions of the same slides as training goes on',
  question: 'What does the model say of a slide before training, and after 1, 4, 14 and 30 of 40 epochs?',
  claim:
    'The model initially generates very general captions and gradually incorporates more and more details as the number ' +
    'of epochs increases.',
  view: 'captions',
  parts: [part([{ label: 'MIVPG', variant: 'ppeg-csa', seeds: 1 }], { compare: [] })],
};
