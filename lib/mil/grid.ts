import { tf } from '../engine';
import { NO_ROW } from '../nn';

/** Where an instance lies, counted in instances (not pixels) from any origin. */
export interface GridPosition {
  row: number;
  column: number;
}

/** Which instance lies on each cell of a grid that all bags of a batch share, and where each instance lies. */
export interface Grid {
  rows: number;
  columns: number;
  /** B lists of rows x columns: the instance on each cell, row by row, or `NO_ROW`. */
  cells: number[][];
  /** B lists of M: the cell of each instance, or `NO_ROW` for padding. */
  places: number[][];
}

/** More cells than this are pixels taken for grid positions. */
const MOST_CELLS = 1 << 22;

/**
 * TransMIL's grid: n instances fill a square of side ceil(sqrt(n)) row by row; its last cells repeat the first ones.
 * @param lengths n of each bag @param count M, with padding
 */
export function squareGrid(lengths: readonly number[], count: number): Grid {
  const largest = squareSide(Math.max(...lengths));
  const cells = lengths.map((length) => {
    const side = squareSide(length);
    return Array.from({ length: largest * largest }, (_, cell) => {
      const [row, column] = [Math.floor(cell / largest), cell % largest];
      return row < side && column < side ? (row * side + column) % length : NO_ROW;
    });
  });
  const places = lengths.map((length) => {
    const side = squareSide(length);
    return Array.from({ length: count }, (_, i) => (i < length ? Math.floor(i / side) * largest + (i % side) : NO_ROW));
  });
  return { rows: largest, columns: largest, cells, places };
}

export const squareSide = (length: number) => Math.ceil(Math.sqrt(length));

/**
 * A grid that has each instance where it lies; cells without an instance stay empty.
 * @param positions of the instances of each bag @param present for each bag, which of its M rows are instances
 * @throws if a position is missing, not a whole number, taken twice in a bag, or the grid is far too large
 */
export function positionGrid(
  positions: readonly (readonly GridPosition[])[],
  present: readonly (readonly boolean[])[],
): Grid {
  const known = present.map((bag, b) => bag.flatMap((here, i) => (here ? [positionOf(positions, b, i)] : [])));
  const boxes = known.map(boundingBox);
  const rows = Math.max(...boxes.map((box) => box.rows));
  const columns = Math.max(...boxes.map((box) => box.columns));
  if (rows * columns > MOST_CELLS) {
    throw new Error(`The positions span a grid of ${rows} x ${columns}; count them in patches, not in pixels.`);
  }
  const cells = present.map(() => new Array<number>(rows * columns).fill(NO_ROW));
  const places = present.map((bag, b) =>
    bag.map((here, i) => {
      if (!here) return NO_ROW;
      const { row, column } = positionOf(positions, b, i);
      const cell = (row - boxes[b]!.top) * columns + column - boxes[b]!.left;
      const other = cells[b]![cell]!;
      if (other !== NO_ROW) {
        throw new Error(`Instances ${other} and ${i} of bag ${b} are both at row ${row}, column ${column}.`);
      }
      cells[b]![cell] = i;
      return cell;
    }),
  );
  return { rows, columns, cells, places };
}

function positionOf(positions: readonly (readonly GridPosition[])[], bag: number, instance: number): GridPosition {
  const position = positions[bag]?.[instance];
  if (!position) throw new Error(`Instance ${instance} of bag ${bag} has no position.`);
  if (!Number.isInteger(position.row) || !Number.isInteger(position.column)) {
    throw new Error(
      `Instance ${instance} of bag ${bag} is at row ${position.row}, column ${position.column}; expected whole numbers.`,
    );
  }
  return position;
}

function boundingBox(positions: readonly GridPosition[]) {
  const box = { top: Infinity, left: Infinity, bottom: -Infinity, right: -Infinity };
  for (const { row, column } of positions) {
    box.top = Math.min(box.top, row);
    box.left = Math.min(box.left, column);
    box.bottom = Math.max(box.bottom, row);
    box.right = Math.max(box.right, column);
  }
  return { ...box, rows: box.bottom - box.top + 1, columns: box.right - box.left + 1 };
}

/** A grid as tensors: to a compiled step, grids of the same canvas are the same. */
export interface GridTensors {
  rows: number;
  columns: number;
  /** int32 [B, rows * columns]: as `Grid.cells`. */
  cells: tf.Tensor2D;
  /** int32 [B, M]: as `Grid.places`. */
  places: tf.Tensor2D;
  /** int32 [B, rows * columns]: the instance whose place a cell is; not where it lies a second time. */
  owners: tf.Tensor2D;
  /** int32 [B, M]: the second cell of each instance; none on grids that repeat no instance. */
  repeats?: tf.Tensor2D;
}

/** @param canvas at least the grid's size; default: that size @param repeats whether instances may lie on two cells */
export function gridTensors(
  { rows, columns, cells, places }: Grid,
  canvas: Pick<Grid, 'rows' | 'columns'> = { rows, columns },
  repeats = true,
): GridTensors {
  const size = canvas.rows * canvas.columns;
  const count = places[0]!.length;
  const moved = (cell: number) => Math.floor(cell / columns) * canvas.columns + (cell % columns);
  const blank = (length: number) => Int32Array.from({ length: cells.length * length }, () => NO_ROW);
  const [cellsOut, owners, placesOut, repeatsOut] = [blank(size), blank(size), blank(count), blank(count)];
  for (let bag = 0; bag < cells.length; bag++) {
    places[bag]!.forEach((cell, i) => {
      if (cell !== NO_ROW) placesOut[bag * count + i] = moved(cell);
    });
    cells[bag]!.forEach((i, cell) => {
      if (i === NO_ROW) return;
      cellsOut[bag * size + moved(cell)] = i;
      if (places[bag]![i] === cell) owners[bag * size + moved(cell)] = i;
      else repeatsOut[bag * count + i] = moved(cell);
    });
  }
  const tensor = (values: Int32Array, length: number) => tf.tensor2d(values, [cells.length, length], 'int32');
  return {
    ...canvas,
    cells: tensor(cellsOut, size),
    places: tensor(placesOut, count),
    owners: tensor(owners, size),
    ...(repeats ? { repeats: tensor(repeatsOut, count) } : {}),
  };
}
