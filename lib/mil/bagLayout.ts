import { type GridPosition, type GridTensors, gridTensors, positionGrid, squareGrid, squareSide } from './grid';
import { type Canvas, canvasForAll } from './landmarks';

/**
 * What some layers lay their graph out by, the lengths of bags and the places of instances, as tensors: so that a compiled
 * step takes it as an input, and has one recording for all bags of a padded size.
 */
export interface BagLayout {
  /** For PPEG. */
  grid?: GridTensors;
  /** For Nystrom attention. */
  canvas?: Canvas;
}

/** What is laid out, and for which layers. */
export interface BagLayoutOptions {
  /** Whether PPEG is among the layers. */
  grid?: boolean;
  /** Landmarks of Nystrom attention, where it is among the layers. */
  landmarks?: number;
}

/**
 * Lays bags out as tensors, from what is known of them before a step is recorded.
 * @param lengths M of each bag, its padding last @param count M with padding
 * @param positions where instances lie; none: on a square, as TransMIL
 */
export function bagLayout(
  lengths: readonly number[],
  count: number,
  positions: readonly (readonly GridPosition[])[] | undefined,
  { grid, landmarks }: BagLayoutOptions,
): BagLayout {
  return {
    ...(grid ? { grid: positions ? onPositions(lengths, count, positions) : onSquare(lengths, count) } : {}),
    ...(landmarks === undefined ? {} : { canvas: canvasForAll(lengths, count, landmarks) }),
  };
}

function onSquare(lengths: readonly number[], count: number): GridTensors {
  const side = squareSide(count);
  return gridTensors(squareGrid(lengths, count), { rows: side, columns: side });
}

function onPositions(lengths: readonly number[], count: number, positions: readonly (readonly GridPosition[])[]) {
  const present = lengths.map((length) => Array.from({ length: count }, (_, i) => i < length));
  const grid = positionGrid(positions, present);
  const side = canvasSide(Math.max(grid.rows, grid.columns));
  return gridTensors(grid, { rows: side, columns: side }, false);
}

/** 8, 12, 16, 24, 32, 48, ...: few sides, so that few recordings are made. */
function canvasSide(least: number): number {
  let side = 8;
  while (side < least) side = side & (side - 1) ? (side / 3) * 4 : (side / 2) * 3;
  return side;
}
