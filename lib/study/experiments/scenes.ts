import type { Experiment } from './experiment';
import { allSamples, curveSizes, fewSceneSizes } from './sizes';

export const fig4: Experiment = {
  name: 'fig4',
  title: 'Fig. 4: single images, scores against training size',
  question: 'Do PPEG and CSA help the QFormer when an image is a bag of patches, and at which training sizes?',
  claim:
    'The enhancements achieved through the use of PPEG are more noticeable when working with smaller datasets. As the ' +
    'dataset size increases, the difference in performance becomes less significant.',
  notes: ['The paper draws this figure and gives none of its numbers.'],
  view: 'curve',
  parts: [
    {
      scenario: 'scenes',
      rows: [
        { label: 'QFormer', variant: 'qformer' },
        { label: 'QFormer + PPEG', variant: 'ppeg' },
        { label: 'QFormer + PPEG + CSA', variant: 'ppeg-csa' },
      ],
      sizes: curveSizes.scenes,
      compare: [
        ['qformer', 'ppeg'],
        ['ppeg', 'ppeg-csa'],
      ],
    },
  ],
};

export const fig8: Experiment = {
  name: 'fig8',
  title: 'Fig. 8: the vision model frozen or trained',
  question: 'Is it worth training the vision model too, and does that depend on how much data there is?',
  claim:
    'When working with limited data, such as 50K samples, models exhibit comparable performance whether or not the visual ' +
    'encoder (ViT) is frozen. However, as the number of training epochs increases, the performance gap varies.',
  notes: [
    'The paper draws this figure and gives none of its numbers.',
    'Scores after each epoch, of validation data, are in the results too.',
  ],
  view: 'curve',
  parts: [
    {
      scenario: 'scenes',
      rows: [
        { label: 'ViT frozen', variant: 'qformer' },
        { label: 'ViT trained', variant: 'qformer-unfrozen' },
      ],
      sizes: fewSceneSizes,
      compare: [['qformer', 'qformer-unfrozen']],
    },
  ],
};

export const photographs: Experiment = {
  name: 'photographs',
  title: 'Real photographs with human captions',
  question: 'Does the small model learn to caption real photographs, and does PPEG help it there?',
  notes: [
    'Of a folder in the layout of COCO captions that the user gives; 70 % of it are for training, 20 % for testing.',
    'The small model saw drawn scenes only before.',
  ],
  view: 'table',
  parts: [
    {
      scenario: 'photographs',
      rows: [
        { label: 'Zero-shot', variant: 'zero-shot', seeds: 1 },
        { label: 'QFormer', variant: 'qformer' },
        { label: 'QFormer + PPEG', variant: 'ppeg' },
      ],
      sizes: allSamples,
      compare: [['qformer', 'ppeg']],
    },
  ],
};
