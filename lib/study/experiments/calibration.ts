import type { Experiment } from './experiment';
import { curveSizes } from './sizes';

const scenarios = ['scenes', 'slides', 'products'] as const;

export const calibration: Experiment = {
  name: 'calibration',
  title: 'How hard the miniatures are',
  question: "Does the QFormer's score lie between blind baselines and the oracle, and rise with the training size?",
  notes: [
    'The QFormer alone, one seed. Settings and difficulty are chosen by its validation scores, before any comparison.',
  ],
  view: 'curve',
  parts: scenarios.map((scenario) => ({
    scenario,
    rows: [{ label: 'QFormer', variant: 'qformer', seeds: 1 }],
    sizes: curveSizes[scenario],
  })),
};
