import type { Experiment } from './experiment';

export const complexity: Experiment = {
  name: 'complexity',
  title: 'Time and memory against images and patches',
  question: 'How do time and memory grow with the number of images N, and of patches P in each?',
  claim:
    'The concatenation results in a complexity of O(RNP). In contrast, the proposed method applied on different dimensions ' +
    'will only have a complexity of O(P + RN).',
  notes: ['A measurement: nothing is trained.'],
  view: 'cost',
  parts: [],
};
