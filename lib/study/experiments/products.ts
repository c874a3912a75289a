import type { Experiment, PaperRow } from './experiment';
import { allSamples } from './sizes';

const ofTable2 = (method: string): PaperRow => ({ table: 2, dataset: 'ABO', method });

export const table2: Experiment = {
  name: 'table2',
  title: 'Table 2: products of several images with patches',
  question: 'Do several images caption a product better than one, and does pooling each image first lose anything?',
  claim:
    'Our method outperforms the use of a single image or images with concatenated patches mostly, underscoring the ' +
    'efficacy of considering MIL from different dimensions.',
  notes: ['QFormer is MIVPG without CSA: AB-MIL pools each image, then the queries read the images.'],
  view: 'table',
  parts: [
    {
      scenario: 'products',
      rows: [
        { label: 'Zero-shot', variant: 'zero-shot', paper: ofTable2('BLIP2 Zero-Shot'), seeds: 1 },
        { label: 'Single image', variant: 'single-image', paper: ofTable2('BLIP2 Single Image') },
        { label: 'Patch concatenation', variant: 'patch-concat', paper: ofTable2('BLIP2 Patch-Concatenation') },
        { label: 'MIVPG w/o CSA', variant: 'qformer', paper: ofTable2('BLIP2-MIVPG w/o CSA') },
        { label: 'MIVPG', variant: 'csa', paper: ofTable2('BLIP2-MIVPG') },
      ],
      sizes: allSamples,
      compare: [
        ['single-image', 'csa'],
        ['patch-concat', 'csa'],
        ['qformer', 'csa'],
      ],
    },
  ],
};

export const fig6: Experiment = {
  name: 'fig6',
  title: 'Fig. 6: attention of patches and of images',
  question: 'Which patches of an image, and which images of a product, does the model look at?',
  claim:
    'In the patch-level attention weights, the model emphasizes edges and legs of the seat. Different heads and queries ' +
    'exhibit varying attention patterns towards images.',
  view: 'attention',
  parts: [{ scenario: 'products', rows: [{ label: 'MIVPG', variant: 'csa', seeds: 1 }], sizes: allSamples }],
};
