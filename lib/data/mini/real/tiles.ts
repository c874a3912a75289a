import type { RgbPixels } from '../../pixels';

/** A tile with tissue, by its upper left corner in pixels. */
export interface Tile {
  x: number;
  y: number;
  /** Share of its pixels that are tissue. */
  tissue: number;
}

/** Which tiles are cut. */
export interface TileOptions {
  /** Pixels a side of a tile. */
  size: number;
  /** Pixels from one tile to the next (default: the size). */
  stride?: number;
  /** Share of tissue that a tile needs (default 0.5). */
  tissue?: number;
  /** Keep the tiles with most tissue, at most so many (default: all). */
  most?: number;
}

/** Stained tissue is coloured: its channels differ by more than this. Glass, dust and pen are grey. */
const COLOURED = 25;

/**
 * Find the tiles of a slide that show tissue, row by row. Sums over rectangles come from a table (Crow 1984), so that
 * overlapping tiles cost no more.
 * @throws if the slide is smaller than a tile
 */
export function tissueTiles(image: RgbPixels, { size, stride = size, tissue = 0.5, most }: TileOptions): Tile[] {
  const { width, height } = image;
  if (size > width || size > height) {
    throw new Error(`Tiles of ${size} pixels do not fit in a slide of ${width} x ${height}.`);
  }
  const sums = colouredPixels(image);
  const row = width + 1;
  const tiles: Tile[] = [];
  for (let y = 0; y + size <= height; y += stride) {
    for (let x = 0; x + size <= width; x += stride) {
      const [top, bottom] = [y * row, (y + size) * row];
      const count = sums[bottom + x + size]! - sums[bottom + x]! - sums[top + x + size]! + sums[top + x]!;
      if (count >= tissue * size * size) tiles.push({ x, y, tissue: count / (size * size) });
    }
  }
  if (most === undefined || tiles.length <= most) return tiles;
  const kept = new Set([...tiles].sort((a, b) => b.tissue - a.tissue).slice(0, most));
  return tiles.filter((tile) => kept.has(tile));
}

/** [(height + 1) * (width + 1)] how many coloured pixels lie above and to the left. */
function colouredPixels({ width, height, data }: RgbPixels): Uint32Array {
  const row = width + 1;
  const sums = new Uint32Array(row * (height + 1));
  for (let y = 0; y < height; y++) {
    let along = 0;
    for (let x = 0; x < width; x++) {
      const at = 3 * (y * width + x);
      const [r, g, b] = [data[at]!, data[at + 1]!, data[at + 2]!];
      if (Math.max(r, g, b) - Math.min(r, g, b) > COLOURED) along += 1;
      sums[(y + 1) * row + x + 1] = sums[y * row + x + 1]! + along;
    }
  }
  return sums;
}

/** The pixels of a tile. @returns [size * size * 3] sRGB */
export function cutTile({ width, data }: RgbPixels, { x, y }: Pick<Tile, 'x' | 'y'>, size: number): Uint8Array {
  const tile = new Uint8Array(3 * size * size);
  for (let row = 0; row < size; row++) {
    const start = 3 * ((y + row) * width + x);
    tile.set(data.subarray(start, start + 3 * size), 3 * row * size);
  }
  return tile;
}
