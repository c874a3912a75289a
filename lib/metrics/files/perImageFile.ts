import { renameSync, writeFileSync } from 'node:fs';
import { unparse } from 'papaparse';
import type { CaptionScores } from '../scoreCaptions';
import { inFile } from './inFile';

/**
 * Writes the scores of each image as CSV with all digits: `image_id`, then a column for each metric.
 * @throws an error that names the file, if it cannot be written
 */
export function writePerImage(path: string, { scores, perImage }: Pick<CaptionScores, 'scores' | 'perImage'>): void {
  const metrics = Object.keys(scores);
  const data = Array.from(perImage, ([id, row]) => [id, ...metrics.map((metric) => row[metric])]);
  const text = unparse({ fields: ['image_id', ...metrics], data }, { newline: '\n' });
  inFile(path, () => {
    writeFileSync(`${path}.part`, `${text}\n`);
    renameSync(`${path}.part`, path);
  });
}
