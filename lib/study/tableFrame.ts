import type { DataFrame } from 'danfojs-node';
import { requireDanfo } from '../metrics/danfo';
import { gridOf } from './tableGrid';
import type { ScoreTable } from './tables';

/**
 * A table as a danfo DataFrame, its cells as they are read: `0.447 ± 0.012`.
 * @throws if the optional package danfojs-node is not installed
 */
export function tableFrame(table: ScoreTable): DataFrame {
  const { header, rows } = gridOf(table);
  const columns = header.map((name) => name || 'model');
  return new (requireDanfo().DataFrame)(
    rows.map(({ cells }) => cells),
    { columns },
  );
}
