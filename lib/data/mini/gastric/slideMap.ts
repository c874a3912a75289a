import { fractal2 } from '../noise';
import { type Growth, growths, type Reach, type SlidePlan } from './plan';

/** What lies at a place of a slide: nothing, tissue without tumour, or a growth of the tumour. */
export const zones = ['glass', 'glands', 'stroma', 'muscle', 'submucosa', 'lymphocytes', ...growths] as const;
export type Zone = (typeof zones)[number];

/** A patch with tissue, by its place on the slide's grid. */
export interface Cell {
  row: number;
  column: number;
}

/** Nodes of the zone map along a patch. */
const nodes = 4;

interface Fragment {
  x: number;
  y: number;
  halfWidth: number;
  halfHeight: number;
}

/** Shares of the depth: below the mucosa lies a band of muscle, and below that the submucosa. */
const MUSCLE_STARTS = 0.54;
const MUSCLE_ENDS = 0.64;

/** Outline and zones of a slide, in units of patches. */
export class SlideMap {
  columns: number;
  rows: number;
  /** The patches with tissue, row by row: as many as planned. */
  cells: readonly Cell[];
  private fragments: readonly Fragment[];
  /** Where the grid starts in the noise that shapes everything. */
  private left = 0;
  private top = 0;
  private readonly outline: number;
  private readonly tumourAbove: number;
  private readonly secondAbove: number;

  constructor(private readonly plan: SlidePlan) {
    const { patches, fragments: count, aspect } = plan;
    // Ellipses of the planned area, and some more for the frayed edge.
    const halfHeight = Math.sqrt((1.25 * patches) / count / Math.PI / aspect);
    const halfWidth = halfHeight * aspect;
    this.columns = Math.ceil(2.3 * halfWidth) + 2;
    this.rows = Math.ceil(count * 2.3 * halfHeight) + 2;
    this.fragments = Array.from({ length: count }, (_, i) => ({
      x: this.columns / 2,
      y: ((i + 0.5) * this.rows) / count,
      halfWidth,
      halfHeight,
    }));
    const all = Array.from({ length: this.rows * this.columns }, (_, i) => {
      const cell = { row: Math.floor(i / this.columns), column: i % this.columns };
      return { ...cell, inside: this.inside(cell.column + 0.5, cell.row + 0.5) };
    });
    const kept = [...all].sort((a, b) => b.inside - a.inside).slice(0, patches);
    this.outline = kept.at(-1)!.inside - 0.04;
    const chosen = new Set(kept.map(({ row, column }) => row * this.columns + column));
    this.cells = all.filter((_, i) => chosen.has(i)).map(({ row, column }) => ({ row, column }));
    this.crop();
    this.tumourAbove = this.quantile(
      (x, y) => this.tumourField(x, y),
      1 - plan.tumour.extent,
      (x, y) => this.mayReach(x, y),
    );
    const share = plan.tumour.second?.share ?? 0;
    const isTumour = (x: number, y: number) => this.mayReach(x, y) && this.tumourField(x, y) >= this.tumourAbove;
    this.secondAbove =
      share > 0 ? this.quantile((x, y) => this.secondField(x, y), 1 - share, isTumour) : Number.POSITIVE_INFINITY;
  }

  /** Leave out the glass around: the grid starts one patch before the first with tissue. */
  private crop(): void {
    const [rows, columns] = [this.cells.map(({ row }) => row), this.cells.map(({ column }) => column)];
    this.left = Math.min(...columns) - 1;
    this.top = Math.min(...rows) - 1;
    this.columns = Math.max(...columns) - this.left + 2;
    this.rows = Math.max(...rows) - this.top + 2;
    this.cells = this.cells.map(({ row, column }) => ({ row: row - this.top, column: column - this.left }));
    this.fragments = this.fragments.map((one) => ({ ...one, x: one.x - this.left, y: one.y - this.top }));
  }

  /** Noise that stays with the tissue when the grid is cropped. */
  private noise(x: number, y: number, cell: number, label: number, octaves: number): number {
    return fractal2((x + this.left) / cell, (y + this.top) / cell, this.plan.seed + label, octaves);
  }

  /** How far inside the tissue a place is; negative on the glass. */
  tissue(x: number, y: number): number {
    return this.inside(x, y) - this.outline;
  }

  /** What lies at a place, in pixels of the slide. */
  zone(x: number, y: number): Zone {
    if (this.tissue(x, y) < 0) return 'glass';
    const field = this.mayReach(x, y) ? this.tumourField(x, y) : Number.NEGATIVE_INFINITY;
    if (field >= this.tumourAbove) return this.growthAt(x, y);
    const { inflammation } = this.plan;
    const near = field > this.tumourAbove - 0.1;
    const cluster = this.noise(x, y, 1.3, 400, 2);
    if (inflammation > 0 && cluster > (near ? 0.62 : 0.8) - 0.28 * inflammation) return 'lymphocytes';
    const depth = this.depth(x, y);
    if (this.plan.layered && depth > MUSCLE_ENDS) return 'submucosa';
    if (this.plan.layered && depth > MUSCLE_STARTS) return 'muscle';
    return this.noise(x, y, 3, 500, 2) > 0.66 ? 'stroma' : 'glands';
  }

  /** The zones on a lattice of `nodes` a patch, for painting. */
  lattice(): { width: number; height: number; nodes: number; zone: Uint8Array; tissue: Float32Array } {
    const [width, height] = [this.columns * nodes + 1, this.rows * nodes + 1];
    const zone = new Uint8Array(width * height);
    const tissue = new Float32Array(width * height);
    for (let i = 0; i < zone.length; i++) {
      const [x, y] = [(i % width) / nodes, Math.floor(i / width) / nodes];
      zone[i] = zones.indexOf(this.zone(x, y));
      tissue[i] = this.tissue(x, y);
    }
    return { width, height, nodes, zone, tissue };
  }

  /** How many patches have their middle in each zone. */
  count(): Map<Zone, number> {
    const counts = new Map<Zone, number>();
    for (const { row, column } of this.cells) {
      const zone = this.zone(column + 0.5, row + 0.5);
      counts.set(zone, (counts.get(zone) ?? 0) + 1);
    }
    return counts;
  }

  /** The deepest layer with at least one in thirty of the tumour's patches. */
  reached(): Reach {
    const depths = this.cells
      .map(({ row, column }) => [column + 0.5, row + 0.5] as const)
      .filter(([x, y]) => (growths as readonly string[]).includes(this.zone(x, y)))
      .map(([x, y]) => this.depth(x, y));
    const deeper = (than: number) => depths.filter((depth) => depth > than).length * 30 >= depths.length;
    if (!this.plan.layered || depths.length === 0 || !deeper(MUSCLE_STARTS)) return 'mucosa';
    return deeper(MUSCLE_ENDS) ? 'submucosa' : 'muscularis';
  }

  private growthAt(x: number, y: number): Growth {
    const { growth, second } = this.plan.tumour;
    return second && this.secondField(x, y) >= this.secondAbove ? second.growth : growth;
  }

  private nearest(x: number, y: number): { distance: number; depth: number } {
    let best = { distance: Number.POSITIVE_INFINITY, depth: 0 };
    for (const fragment of this.fragments) {
      const [u, v] = [(x - fragment.x) / fragment.halfWidth, (y - fragment.y) / fragment.halfHeight];
      const distance = Math.sqrt(u * u + v * v);
      if (distance < best.distance) best = { distance, depth: (v + 1) / 2 };
    }
    return best;
  }

  private inside(x: number, y: number): number {
    const frayed = this.noise(x, y, 2.2, 0, 3) - 0.5;
    return 1 - this.nearest(x, y).distance + 0.55 * frayed;
  }

  /** 0 at the surface of the mucosa, 1 at the lower edge. */
  private depth(x: number, y: number): number {
    return this.nearest(x, y).depth + 0.16 * (this.noise(x, y, 4, 100, 2) - 0.5);
  }

  private mayReach(x: number, y: number): boolean {
    if (!this.plan.layered) return true;
    const limit = { mucosa: MUSCLE_STARTS - 0.03, muscularis: MUSCLE_ENDS, submucosa: 0.93 }[this.plan.tumour.reach];
    return this.depth(x, y) < limit;
  }

  private tumourField(x: number, y: number): number {
    return this.noise(x, y, 5, 200, 3);
  }

  private secondField(x: number, y: number): number {
    if (this.plan.tumour.second?.arrangement === 'deeper') return this.depth(x, y);
    return this.noise(x, y, 3.5, 300, 2);
  }

  /** The value below which a share of the places with tissue lies. */
  private quantile(
    field: (x: number, y: number) => number,
    share: number,
    where: (x: number, y: number) => boolean,
  ): number {
    const values = this.cells
      .map(({ row, column }) => [column + 0.5, row + 0.5] as const)
      .filter(([x, y]) => where(x, y))
      .map(([x, y]) => field(x, y))
      .sort((a, b) => a - b);
    return values[Math.min(values.length - 1, Math.floor(share * values.length))] ?? Number.POSITIVE_INFINITY;
  }
}
