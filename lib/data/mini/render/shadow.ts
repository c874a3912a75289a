import { hash } from '../noise';
import type { Light, Placed } from './picture';
import { emptyLayers, type Layers, lookAt, rasterise, toPixel, type View } from './raster';
import type { Vector } from './vector';

const mapWidth = 384;
const samples = 10;

/** Golden-angle spiral: spreads the samples evenly over a disc. */
const spiral = Array.from({ length: samples }, (_, i) => {
  const radius = Math.sqrt((i + 0.5) / samples);
  return [radius * Math.cos(2.399963 * i), radius * Math.sin(2.399963 * i)] as const;
});

const rotations = 64;

/** Cosine and sine of the spiral's turn. */
const turned = Float64Array.from({ length: 2 * rotations }, (_, i) => {
  const angle = (2 * Math.PI * Math.floor(i / 2)) / rotations;
  return i % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
});

/** The scene as the light sees it: what is behind the first surface is in its shadow. */
export class ShadowMap {
  private readonly view: View;
  private readonly layers: Layers;

  constructor(
    objects: readonly Placed[],
    private readonly light: Light,
  ) {
    const { centre, radius } = boundingSphere(objects);
    const eye = centre.map((c, k) => c + light.direction[k]! * 2 * radius) as unknown as Vector;
    this.view = { ...lookAt(eye, centre), width: mapWidth, scale: mapWidth / (2.1 * radius), parallel: true, near: 0 };
    this.layers = emptyLayers(mapWidth, true);
    for (const [number, object] of objects.entries()) rasterise(this.layers, this.view, object, number);
  }

  /** Share of the lamp that reaches a point, from 0 to 1; `x` and `y` are the pixel, which turn the samples. */
  lit(point: Vector, normal: Vector, x: number, y: number): number {
    const offset = 2 / this.view.scale;
    const [u, v, distance] = toPixel(this.view, [
      point[0] + offset * normal[0],
      point[1] + offset * normal[1],
      point[2] + offset * normal[2],
    ]);
    const blur = this.light.softness * this.view.scale;
    if (u < -blur || v < -blur || u > mapWidth + blur || v > mapWidth + blur) return 1;
    const rotation = 2 * Math.floor(rotations * hash(x, y, 0, 11));
    const [cos, sin] = [turned[rotation]! * blur, turned[rotation + 1]! * blur];
    let lit = 0;
    for (const [a, b] of spiral) {
      const column = Math.floor(u + a * cos - b * sin);
      const row = Math.floor(v + a * sin + b * cos);
      const inside = column >= 0 && row >= 0 && column < mapWidth && row < mapWidth;
      if (!inside || this.layers.depth[row * mapWidth + column]! > distance - offset) lit += 1;
    }
    return lit / samples;
  }
}

function boundingSphere(objects: readonly Placed[]): { centre: Vector; radius: number } {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (const { mesh, position, scale } of objects) {
    const reach = (Math.hypot(mesh.size[0], mesh.size[2]) / 2) * scale;
    const bounds = [reach, mesh.size[1] * scale, reach];
    for (let k = 0; k < 3; k++) {
      low[k] = Math.min(low[k]!, position[k]! - (k === 1 ? 0 : bounds[k]!));
      high[k] = Math.max(high[k]!, position[k]! + bounds[k]!);
    }
  }
  const centre = low.map((value, k) => (value + high[k]!) / 2) as unknown as Vector;
  return { centre, radius: Math.hypot(...low.map((value, k) => high[k]! - value)) / 2 };
}
