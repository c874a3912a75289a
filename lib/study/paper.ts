import { join } from 'node:path';
import { packageFolder } from '../data';
import { dataError } from '../data/faults';
import { readTable } from '../data/table';

/** Numbers of the paper's tables. */
export const paperTables = [1, 2, 3, 4] as const;
/** Number of a table of the paper. */
export type PaperTable = (typeof paperTables)[number];

/** A data set of the paper's tables. */
export type PaperDataset = 'PatchGastricADC22' | 'ABO';

/** A score of the paper, over its three seeds. */
export interface PaperNumber {
  dataset: PaperDataset;
  /** As the paper calls the row. */
  method: string;
  metric: 'BLEU-4' | 'CIDEr' | 'METEOR' | 'ROUGE-L';
  mean: number;
  deviation: number;
}

export const paperFolder = () => join(packageFolder(), 'data', 'paper');

/**
 * The numbers of one of the paper's tables, in its order; Figures 4 and 8 are plots whose numbers the paper does not give.
 * @throws DataError if the file is not as it came
 */
export function readPaperTable(table: PaperTable, folder = paperFolder()): PaperNumber[] {
  const path = join(folder, `table${table}.csv`);
  return readTable(path, ['dataset', 'method', 'metric', 'mean', 'deviation']).map(({ where, ...row }) => {
    const number = (column: 'mean' | 'deviation') => {
      const value = row[column].trim() === '' ? Number.NaN : Number(row[column]);
      if (Number.isFinite(value)) return value;
      throw dataError('malformed-file', where, `found ${JSON.stringify(row[column])} as ${column}, expected a number`);
    };
    return { ...row, mean: number('mean'), deviation: number('deviation') } as PaperNumber;
  });
}
