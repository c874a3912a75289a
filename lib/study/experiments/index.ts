import { StudyError } from '../errors';
import { openQuestions, ppegCsa, table3 } from './ablations';
import { calibration } from './calibration';
import { complexity } from './complexity';
import type { Experiment } from './experiment';
import { fig6, table2 } from './products';
import { fig4, fig8, photographs } from './scenes';
import { fig5, table1, table4 } from './slides';

export type { Experiment, PaperRow, Part, Row, Size } from './experiment';
export { defaultSeeds, rowsToRun, type SpecOptions, specsOf, specsOfPart } from './specs';

/** All experiments, in the order of the paper; then ours. */
export const experiments: readonly Experiment[] = [
  fig4,
  table1,
  fig5,
  table2,
  fig6,
  table3,
  table4,
  fig8,
  ppegCsa,
  openQuestions,
  complexity,
  photographs,
  calibration,
];

/** @throws StudyError `wrong-spec`, with all names, if there is none of that name */
export function experimentOf(name: string): Experiment {
  const found = experiments.find((experiment) => experiment.name === name);
  if (found) return found;
  const names = experiments.map((experiment) => experiment.name).join(', ');
  throw new StudyError('wrong-spec', 'study', `found the experiment "${name}", expected some of ${names}`);
}
