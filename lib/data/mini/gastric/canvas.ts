import type { Random } from '../../../nn';
import { hash, noise2, smoothstep } from '../noise';

/** An ellipse of chromatin. */
export interface Nucleus {
  /** Half the length and half the breadth, in pixels. */
  length: number;
  breadth: number;
  angle: number;
  /** Concentration of haematoxylin; about 1.3. */
  density: number;
}

/** A duct: a ring of cells around a lumen. */
export interface Duct {
  radius: number;
  /** Thickness of the ring of cells. */
  wall: number;
  /** From 0, a circle, to 1. */
  irregularity: number;
  /** Where the nuclei are: 1 at the outer edge, 0 anywhere. */
  polarity: number;
  /** How much nuclei differ. */
  variation: number;
  nucleus: { length: number; breadth: number; density: number };
  /** Rows of nuclei; 1.5 is crowded. */
  rows: number;
  mucus: boolean;
  /** Folds into the lumen, from 0 to 1. */
  folds: number;
}

const angles = 48;

/** Concentrations of haematoxylin and eosin over a slide, and the brushes that paint cells into them. */
export class Canvas {
  readonly haematoxylin: Float32Array;
  readonly eosin: Float32Array;

  constructor(
    readonly width: number,
    readonly height: number,
    private readonly random: Random,
  ) {
    this.haematoxylin = new Float32Array(width * height);
    this.eosin = new Float32Array(width * height);
  }

  /** Lay a colour over a disc: full inside `radius - edge`, nothing outside. `tone` gives both stains by the distance. */
  disc(cx: number, cy: number, radius: number, edge: number, haematoxylin: number, eosin: number): void {
    this.around(cx, cy, radius, (i, dx, dy) => {
      const cover = 1 - smoothstep(radius - edge, radius, Math.sqrt(dx * dx + dy * dy));
      this.mix(i, cover, haematoxylin, eosin);
    });
  }

  nucleus(cx: number, cy: number, { length, breadth, angle, density }: Nucleus): void {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const seed = Math.floor(cx * 7 + cy * 131);
    this.around(cx, cy, Math.max(length, breadth) + 1, (i, dx, dy) => {
      const p = (dx * cos + dy * sin) / length;
      const q = (dy * cos - dx * sin) / breadth;
      const distance = Math.sqrt(p * p + q * q);
      const cover = 1 - smoothstep(0.75, 1.2, distance);
      if (cover <= 0) return;
      // Clumps of chromatin, and a darker rim.
      const texture = 0.78 + 0.3 * hash(i, seed, 1, 3) + 0.18 * smoothstep(0.5, 0.95, distance);
      this.mix(i, cover, density * texture, 0.22);
    });
  }

  duct(cx: number, cy: number, duct: Duct): void {
    const { random } = this;
    const seed = random.integer(1 << 20);
    const outer = this.outlineOf(duct, seed);
    const inner = outer.map((radius, k) => {
      const fold =
        duct.folds * duct.radius * Math.max(0, Math.sin(((2 * Math.PI * k) / angles) * (3 + (seed % 3)) + seed));
      return Math.max(0, radius - duct.wall * (0.85 + 0.3 * hash(k, 0, 0, seed)) - fold);
    });
    this.around(cx, cy, Math.max(...outer) + 2, (i, dx, dy) => {
      const distance = Math.sqrt(dx * dx + dy * dy);
      const turn = (Math.atan2(dy, dx) / (2 * Math.PI) + 1) % 1;
      const cover = 1 - smoothstep(-1, 1, distance - at(outer, turn));
      if (cover <= 0) return;
      const lumen = 1 - smoothstep(-1, 1.4, distance - at(inner, turn));
      const texture = 0.85 + 0.3 * hash(i, seed, 2, 5);
      const [haematoxylin, eosin] = duct.mucus ? [0.13, 0.13] : [0.015, 0.04];
      this.mix(
        i,
        cover,
        0.2 * texture * (1 - lumen) + haematoxylin * lumen,
        0.52 * texture * (1 - lumen) + eosin * lumen,
      );
    });
    this.ductNuclei(cx, cy, duct, outer, inner);
  }

  private ductNuclei(cx: number, cy: number, duct: Duct, outer: readonly number[], inner: readonly number[]): void {
    const { random } = this;
    const { nucleus, variation, polarity, rows } = duct;
    const count = Math.round(((2 * Math.PI * duct.radius) / (nucleus.breadth * 2.1)) * rows);
    for (let k = 0; k < count; k++) {
      const turn = (k * rows) / count + 0.01 * random.normal();
      const [far, near] = [at(outer, turn - Math.floor(turn)), at(inner, turn - Math.floor(turn))];
      const place = Math.min(0.9, polarity * 0.8 + (1 - polarity) * random.uniform());
      const distance = near + (far - near) * place;
      const size = Math.max(0.6, 1 + 0.4 * variation * random.normal());
      const angle = 2 * Math.PI * turn;
      this.nucleus(cx + Math.cos(angle) * distance, cy + Math.sin(angle) * distance, {
        length: nucleus.length * size,
        breadth: nucleus.breadth * size,
        angle: angle + 0.5 * variation * random.normal(),
        density: nucleus.density * (1 + 0.12 * random.normal()),
      });
    }
  }

  private outlineOf({ radius, irregularity }: Duct, seed: number): number[] {
    const stretch = 1 + irregularity * 1.1 * (this.random.uniform() - 0.2);
    const tilt = Math.PI * this.random.uniform();
    return Array.from({ length: angles }, (_, k) => {
      const angle = (2 * Math.PI * k) / angles;
      const bumps = noise2(2.2 * Math.cos(angle) + 5, 2.2 * Math.sin(angle) + 5, seed) - 0.5;
      const ellipse = Math.hypot(Math.cos(angle - tilt) / stretch, Math.sin(angle - tilt) * stretch);
      return (radius * (1 + 1.9 * irregularity * bumps)) / ellipse ** 0.8;
    });
  }

  private mix(i: number, cover: number, haematoxylin: number, eosin: number): void {
    this.haematoxylin[i] = this.haematoxylin[i]! * (1 - cover) + cover * haematoxylin;
    this.eosin[i] = this.eosin[i]! * (1 - cover) + cover * eosin;
  }

  private around(cx: number, cy: number, radius: number, paint: (i: number, dx: number, dy: number) => void): void {
    const [left, right] = [Math.max(0, Math.floor(cx - radius)), Math.min(this.width - 1, Math.ceil(cx + radius))];
    const [top, bottom] = [Math.max(0, Math.floor(cy - radius)), Math.min(this.height - 1, Math.ceil(cy + radius))];
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) paint(y * this.width + x, x - cx, y - cy);
    }
  }
}

/** A value of a closed curve, between its points; `turn` from 0 to 1. */
function at(curve: readonly number[], turn: number): number {
  const place = turn * angles;
  const k = Math.floor(place);
  return curve[k % angles]! * (1 - (place - k)) + curve[(k + 1) % angles]! * (place - k);
}
