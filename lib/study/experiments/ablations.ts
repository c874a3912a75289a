import type { Experiment, PaperRow } from './experiment';
import { allSamples, oneSceneSize } from './sizes';

const ofTable3 = (dataset: PaperRow['dataset'], method: string): PaperRow => ({ table: 3, dataset, method });

export const table3: Experiment = {
  name: 'table3',
  title: 'Table 3: self-attention or CSA between instances',
  question: 'Does it matter how instances see each other: directly, through the queries, approximately, or not at all?',
  claim:
    'The results in PatchGastricADC22 indicate that self-attention and correlated self-attention among instances yield ' +
    'similar performance. However, in the case of ABO, correlated self-attention outperforms self-attention.',
  notes: [
    'On slides the paper seems to use PPEG, so its numbers stand beside the rows with it; the others change one thing.',
  ],
  view: 'table',
  costs: true,
  parts: [
    {
      scenario: 'products',
      rows: [
        { label: 'none', variant: 'qformer' },
        { label: 'SA', variant: 'sa', paper: ofTable3('ABO', 'MIVPG w/ SA') },
        { label: 'CSA', variant: 'csa', paper: ofTable3('ABO', 'MIVPG w/ CSA') },
        { label: 'Nystrom', variant: 'nystrom' },
        { label: 'ISAB', variant: 'isab' },
      ],
      sizes: allSamples,
      compare: [['sa', 'csa']],
    },
    {
      scenario: 'slides',
      rows: [
        { label: 'none', variant: 'qformer' },
        { label: 'SA', variant: 'sa' },
        { label: 'CSA', variant: 'csa' },
        { label: 'Nystrom', variant: 'nystrom' },
        { label: 'ISAB', variant: 'isab' },
        { label: 'SA, PPEG', variant: 'ppeg-sa', paper: ofTable3('PatchGastricADC22', 'MIVPG w/ SA') },
        { label: 'CSA, PPEG', variant: 'ppeg-csa', paper: ofTable3('PatchGastricADC22', 'MIVPG w/ CSA') },
      ],
      sizes: allSamples,
      compare: [
        ['sa', 'csa'],
        ['ppeg-sa', 'ppeg-csa'],
      ],
    },
  ],
};

const onAndOff = [
  { label: 'neither', variant: 'qformer' },
  { label: 'PPEG', variant: 'ppeg' },
  { label: 'CSA', variant: 'csa' },
  { label: 'PPEG and CSA', variant: 'ppeg-csa' },
];

const eachAgainstNeither = [
  ['qformer', 'ppeg'],
  ['qformer', 'csa'],
  ['qformer', 'ppeg-csa'],
] as const;

export const ppegCsa: Experiment = {
  name: 'ppeg-csa',
  title: 'PPEG on or off, CSA on or off',
  question: 'Which of the two parts of MIVPG does what, and do they add up?',
  view: 'table',
  parts: [
    { scenario: 'scenes', rows: onAndOff, sizes: oneSceneSize, compare: eachAgainstNeither },
    { scenario: 'slides', rows: onAndOff, sizes: allSamples, compare: eachAgainstNeither },
  ],
};

export const openQuestions: Experiment = {
  name: 'open-questions',
  title: 'What the paper leaves open',
  question: 'Do the choices that the paper does not state change what comes out?',
  notes: ['Each row changes one choice of the default above it.'],
  view: 'table',
  parts: [
    {
      scenario: 'slides',
      rows: [
        { label: 'CSA (default)', variant: 'csa' },
        { label: 'keys after self-attention', variant: 'csa-self-attended' },
        { label: 'residual without norm', variant: 'csa-residual' },
        { label: 'norm behind, random start', variant: 'csa-postnorm' },
        { label: 'each block from the original bag', variant: 'csa-original' },
        { label: 'PPEG in every layer (default)', variant: 'ppeg' },
        { label: 'PPEG in the first layer', variant: 'ppeg-first-layer' },
        { label: 'PPEG on a square in file order', variant: 'ppeg-square' },
      ],
      sizes: allSamples,
      compare: [
        ['csa', 'csa-self-attended'],
        ['csa', 'csa-residual'],
        ['csa', 'csa-postnorm'],
        ['csa', 'csa-original'],
        ['ppeg', 'ppeg-first-layer'],
        ['ppeg', 'ppeg-square'],
      ],
    },
    {
      scenario: 'products',
      rows: [
        { label: 'images by AB-MIL (default)', variant: 'csa' },
        { label: 'gated AB-MIL', variant: 'csa-gated' },
        { label: 'mean', variant: 'csa-mean' },
        { label: 'maximum', variant: 'csa-max' },
        { label: '[CLS]', variant: 'csa-cls' },
      ],
      sizes: allSamples,
      compare: [
        ['csa', 'csa-gated'],
        ['csa', 'csa-mean'],
        ['csa', 'csa-max'],
        ['csa', 'csa-cls'],
      ],
    },
    {
      scenario: 'scenes',
      rows: [
        { label: 'PPEG in every layer (default)', variant: 'ppeg' },
        { label: 'PPEG in the first layer', variant: 'ppeg-first-layer' },
      ],
      sizes: oneSceneSize,
      compare: [['ppeg', 'ppeg-first-layer']],
    },
  ],
};
