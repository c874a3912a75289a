import type { Random } from '../../../nn';
import { fractal2, smoothstep } from '../noise';
import type { Canvas, Duct } from './canvas';
import type { SlidePlan } from './plan';
import { type SlideMap, type Zone, zones } from './slideMap';

/** Pixels a side of a patch. */
export const PATCH_SIZE = 48;

/** Pixels a side of the fibre pattern, which is mirrored over the slide. */
const fibreSize = 512;
let fibres: { strands: Float32Array; gaps: Float32Array } | undefined;

/** Wavy strands and the clefts between them; made once. */
function fibrePattern() {
  if (fibres) return fibres;
  const strands = new Float32Array(fibreSize * fibreSize);
  const gaps = new Float32Array(fibreSize * fibreSize);
  for (let i = 0; i < strands.length; i++) {
    const [x, y] = [i % fibreSize, Math.floor(i / fibreSize)];
    const warped = y + 22 * (fractal2(x / 48, y / 48, 1, 2) - 0.5);
    strands[i] = fractal2(x / 22, warped / 3.2, 20, 3);
    gaps[i] = 0.7 * fractal2(x / 26, warped / 4, 33, 2) + 0.3 * fractal2(x / 40, y / 40, 47, 2);
  }
  fibres = { strands, gaps };
  return fibres;
}

/** Paint a whole slide: connective tissue first, then cells zone by zone. */
export function paintTissue(canvas: Canvas, map: SlideMap, plan: SlidePlan, random: Random): void {
  const lattice = map.lattice();
  const step = PATCH_SIZE / lattice.nodes;
  paintGround(canvas, lattice, step, plan);
  const zoneAt = (x: number, y: number): Zone => {
    const node = Math.round(y / step) * lattice.width + Math.round(x / step);
    return zones[lattice.zone[node]!] ?? 'glass';
  };
  const painters = zonePainters(canvas, plan, random);
  for (const [zone, { spacing, paint }] of painters) {
    scatter(canvas, spacing, random, (x, y) => {
      if (zoneAt(x, y) === zone) paint(x, y);
    });
  }
  scatterStroma(canvas, zoneAt, plan, random);
}

/** How each zone's connective tissue takes the stains: eosin, how much of it is clefts, how much strands show. */
const grounds: Record<Zone, { eosin: number; clefts: number; strands: number }> = {
  glass: { eosin: 0, clefts: 0, strands: 0 },
  glands: { eosin: 0.42, clefts: 0.35, strands: 0.4 },
  stroma: { eosin: 0.5, clefts: 0.3, strands: 0.6 },
  muscle: { eosin: 0.85, clefts: 0.12, strands: 0.45 },
  submucosa: { eosin: 0.36, clefts: 0.75, strands: 0.7 },
  lymphocytes: { eosin: 0.34, clefts: 0.3, strands: 0.3 },
  ducts: { eosin: 0.46, clefts: 0.35, strands: 0.55 },
  papillary: { eosin: 0.4, clefts: 0.5, strands: 0.4 },
  solid: { eosin: 0.5, clefts: 0.15, strands: 0.3 },
  cords: { eosin: 0.55, clefts: 0.2, strands: 0.6 },
  signet: { eosin: 0.42, clefts: 0.4, strands: 0.4 },
  mucinous: { eosin: 0.1, clefts: 0.2, strands: 0.1 },
};

function paintGround(canvas: Canvas, lattice: ReturnType<SlideMap['lattice']>, step: number, plan: SlidePlan): void {
  const { strands, gaps } = fibrePattern();
  const shift = plan.seed % fibreSize;
  const zoneNear = (u: number, v: number): Zone => {
    const column = Math.max(0, Math.min(lattice.width - 1, Math.round(u)));
    const row = Math.max(0, Math.min(lattice.height - 1, Math.round(v)));
    return zones[lattice.zone[row * lattice.width + column]!]!;
  };
  for (let y = 0; y < canvas.height; y++) {
    const row = Math.min(lattice.height - 2, Math.floor(y / step));
    for (let x = 0; x < canvas.width; x++) {
      const column = Math.min(lattice.width - 2, Math.floor(x / step));
      const node = row * lattice.width + column;
      const [u, v] = [x / step - column, y / step - row];
      const inside =
        (lattice.tissue[node]! * (1 - u) + lattice.tissue[node + 1]! * u) * (1 - v) +
        (lattice.tissue[node + lattice.width]! * (1 - u) + lattice.tissue[node + lattice.width + 1]! * u) * v;
      if (inside < -0.02) continue;
      const cover = smoothstep(-0.02, 0.02, inside);
      const at = mirrored(y + shift) * fibreSize + mirrored(x + 2 * shift);
      // Zones meet along the strands, not along the lattice.
      const zone = zoneNear(x / step + 5 * (strands[at]! - 0.5), y / step + 5 * (gaps[at]! - 0.5));
      const ground = grounds[zone === 'glass' ? 'stroma' : zone];
      const cleft = 0.94 * smoothstep(0.66 - 0.28 * ground.clefts, 0.74 - 0.28 * ground.clefts, gaps[at]!);
      const pixel = y * canvas.width + x;
      const eosin = ground.eosin * (1 - ground.strands + 2 * ground.strands * strands[at]!) * (1 - cleft);
      canvas.eosin[pixel] = cover * (eosin + 0.03);
      canvas.haematoxylin[pixel] = cover * (zone === 'mucinous' ? 0.16 + 0.1 * strands[at]! : 0.06 * (1 - cleft));
    }
  }
}

/** 0 ... size - 1, and back again. */
function mirrored(x: number): number {
  const place = x % (2 * fibreSize);
  return place < fibreSize ? place : 2 * fibreSize - 1 - place;
}

/** One place in each cell of a lattice, moved at random; small things more freely. */
function scatter(canvas: Canvas, spacing: number, random: Random, paint: (x: number, y: number) => void): void {
  const freedom = spacing < 12 ? 0.85 : 0.5;
  for (let y = spacing / 2; y < canvas.height; y += spacing) {
    const offset = (Math.round(y / spacing) & 1) * spacing * 0.5;
    for (let x = spacing / 2 - offset; x < canvas.width; x += spacing) {
      paint(x + spacing * freedom * (random.uniform() - 0.5), y + spacing * freedom * (random.uniform() - 0.5));
    }
  }
}

interface ZonePainter {
  /** Pixels between places. */
  spacing: number;
  paint(x: number, y: number): void;
}

/** Radius of the ducts of a tumour, by its grade. */
export const ductRadius = (grade: number): number => 19 - 11 * grade;

function zonePainters(canvas: Canvas, { tumour: { grade } }: SlidePlan, random: Random): Map<Zone, ZonePainter> {
  const around = (mean: number, spread: number) => mean * (1 + spread * random.normal());
  const normal: Duct = {
    radius: 11.5,
    wall: 6,
    irregularity: 0.12,
    polarity: 0.95,
    variation: 0.1,
    rows: 1,
    mucus: true,
    folds: 0,
    nucleus: { length: 2.1, breadth: 1.6, density: 1.25 },
  };
  const radius = ductRadius(grade);
  const tumour: Duct = {
    radius,
    wall: 0.3 * radius + 3,
    irregularity: 0.3 + 0.45 * grade,
    polarity: 0.85 - 0.6 * grade,
    variation: 0.3 + 0.3 * grade,
    rows: 1.5,
    mucus: false,
    folds: 0,
    nucleus: { length: 3.1 - 0.8 * grade, breadth: 1.8 + 0.3 * grade, density: 1.45 },
  };
  const cell = (x: number, y: number, size: number, body: number) => {
    const scale = Math.max(0.6, 1 + (0.2 + 0.2 * grade) * random.normal());
    canvas.disc(x, y, body * scale, 1.4, 0.23, 0.5);
    const length = size * scale * (1 + 0.3 * random.uniform());
    canvas.nucleus(x, y, {
      length,
      breadth: size * scale,
      angle: 3.14 * random.uniform(),
      density: around(1.35, 0.15),
    });
  };
  return new Map<Zone, ZonePainter>([
    ['glands', { spacing: 26, paint: (x, y) => canvas.duct(x, y, { ...normal, radius: around(11.5, 0.09) }) }],
    [
      'ducts',
      {
        spacing: radius * (2.25 - 0.5 * grade),
        paint: (x, y) => canvas.duct(x, y, { ...tumour, radius: Math.max(5, around(radius, 0.2)) }),
      },
    ],
    [
      'papillary',
      {
        spacing: 56,
        paint: (x, y) =>
          canvas.duct(x, y, {
            ...tumour,
            radius: around(27, 0.12),
            wall: 8,
            irregularity: 0.35,
            polarity: 0.7,
            folds: 0.45,
          }),
      },
    ],
    ['solid', { spacing: 5.6, paint: (x, y) => cell(x, y, 2.3, 3.9) }],
    ['cords', { spacing: 15, paint: (x, y) => paintCord(x, y, random, (u, v) => cell(u, v, 2.2, 3.6)) }],
    ['signet', { spacing: 12.5, paint: (x, y) => paintSignetCell(canvas, x, y, random) }],
    ['mucinous', { spacing: 30, paint: (x, y) => paintFloating(canvas, x, y, random, (u, v) => cell(u, v, 2.2, 3.6)) }],
    ['lymphocytes', { spacing: 5, paint: (x, y) => lymphocyte(canvas, x, y, random) }],
  ]);
}

function paintCord(x: number, y: number, random: Random, cell: (x: number, y: number) => void): void {
  let angle = 0.7 * random.normal();
  let [u, v] = [x, y];
  for (let left = 1 + random.integer(4); left > 0; left--) {
    cell(u, v);
    u += 5.2 * Math.cos(angle);
    v += 5.2 * Math.sin(angle);
    angle += 0.3 * random.normal();
  }
}

/** Mucus fills the cell and presses the nucleus to its edge. */
function paintSignetCell(canvas: Canvas, x: number, y: number, random: Random): void {
  const radius = 5 + 1.4 * random.uniform();
  canvas.disc(x, y, radius + 0.8, 1, 0.2, 0.5);
  canvas.disc(x, y, radius - 0.6, 1.6, 0.1, 0.1);
  const angle = 6.28 * random.uniform();
  const [u, v] = [x + Math.cos(angle) * radius * 0.78, y + Math.sin(angle) * radius * 0.78];
  canvas.nucleus(u, v, { length: 3.2, breadth: 1.7, angle: angle + 1.57, density: 1.5 });
}

/** A small clump of cells in a pool of mucus; many places stay empty. */
function paintFloating(
  canvas: Canvas,
  x: number,
  y: number,
  random: Random,
  cell: (x: number, y: number) => void,
): void {
  const kind = random.uniform();
  if (kind < 0.45) return;
  if (kind < 0.6) paintSignetCell(canvas, x, y, random);
  else for (let k = 3 + random.integer(5); k > 0; k--) cell(x + 4.5 * random.normal(), y + 4.5 * random.normal());
}

function lymphocyte(canvas: Canvas, x: number, y: number, random: Random): void {
  if (random.uniform() < 0.25) return;
  canvas.nucleus(x, y, { length: 1.9, breadth: 1.8, angle: 0, density: 1.75 + 0.2 * random.uniform() });
}

/** Spindle-shaped nuclei everywhere between, lymphocytes here and there, vessels in the submucosa. */
function scatterStroma(canvas: Canvas, zoneAt: (x: number, y: number) => Zone, plan: SlidePlan, random: Random): void {
  const thin: Partial<Record<Zone, number>> = {
    stroma: 0.7,
    muscle: 0.9,
    submucosa: 0.35,
    ducts: 0.3,
    cords: 0.35,
    glands: 0.25,
    signet: 0.2,
  };
  scatter(canvas, 11, random, (x, y) => {
    const zone = zoneAt(x, y);
    const draw = random.uniform();
    const pixel = Math.floor(y) * canvas.width + Math.floor(x);
    if (draw > (thin[zone] ?? 0) || (canvas.haematoxylin[pixel] ?? 1) > 0.12) return;
    const few = 0.05 + 0.2 * plan.inflammation;
    if (random.uniform() < few) return lymphocyte(canvas, x, y, random);
    const angle = (zone === 'muscle' ? 0.15 : 0.45) * random.normal();
    canvas.nucleus(x, y, {
      length: 3.6 + 1.4 * random.uniform(),
      breadth: 1 + 0.4 * random.uniform(),
      angle,
      density: 1.15,
    });
  });
  scatter(canvas, 70, random, (x, y) => {
    if (zoneAt(x, y) !== 'submucosa') return;
    const wall = { length: 2.4, breadth: 1, density: 1.2 };
    const vessel: Duct = {
      radius: 7 + 5 * random.uniform(),
      wall: 2.2,
      irregularity: 0.3,
      polarity: 0.5,
      variation: 0.2,
      rows: 0.5,
      mucus: false,
      folds: 0,
      nucleus: wall,
    };
    canvas.duct(x, y, vessel);
  });
}
