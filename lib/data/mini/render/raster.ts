import type { Placed } from './picture';
import { materials } from './surface';
import { cross, dot, normalise, subtract, type Vector } from './vector';

/** A view: right, up and back axes, an eye, and how view coordinates become pixels. */
export interface View {
  right: Vector;
  up: Vector;
  back: Vector;
  eye: Vector;
  width: number;
  /** Pixels a unit at distance 1 (perspective), or pixels a unit (parallel). */
  scale: number;
  parallel: boolean;
  /** A triangle that comes nearer to the eye than this is left out. */
  near: number;
}

/** What each pixel of a view shows. */
export interface Layers {
  width: number;
  /** Distance before the eye; Infinity where nothing is. */
  depth: Float32Array;
  /** [pixels * 3] in the world */
  normals: Float32Array;
  /** Object number, -1 for none. */
  object: Int16Array;
  part: Uint8Array;
}

export function lookAt(eye: Vector, target: Vector): Pick<View, 'right' | 'up' | 'back' | 'eye'> {
  const back = normalise(subtract(eye, target));
  const right = normalise(Math.abs(back[1]) > 0.999 ? [1, 0, 0] : cross([0, 1, 0], back));
  return { right, up: cross(back, right), back, eye };
}

/** @param depthOnly for a view of which only the distances matter */
export function emptyLayers(width: number, depthOnly = false): Layers {
  const depth = new Float32Array(width * width).fill(Number.POSITIVE_INFINITY);
  const pixels = depthOnly ? 0 : depth.length;
  return {
    width,
    depth,
    normals: new Float32Array(3 * pixels),
    object: new Int16Array(pixels).fill(-1),
    part: new Uint8Array(pixels),
  };
}

/** Draw an object into the layers: the nearest surface at each pixel wins. */
export function rasterise(layers: Layers, view: View, placed: Placed, number: number): void {
  const points = project(placed, view);
  const { triangles, normals, parts } = placed.mesh;
  const turned = turnNormals(normals, placed.turn);
  for (let t = 0; t < parts.length; t++) {
    const corners = [3 * triangles[3 * t]!, 3 * triangles[3 * t + 1]!, 3 * triangles[3 * t + 2]!] as const;
    if (!view.parallel && corners.some((corner) => points[corner + 2]! < view.near)) continue;
    const surface = placed.surfaces[parts[t]!]!;
    fill(layers, view, points, corners, turned, 9 * t, number, parts[t]!, materials[surface.material].opacity);
  }
}

/** Pixel x, pixel y and distance of each vertex. */
function project({ mesh, position, turn, scale }: Placed, view: View): Float64Array {
  const [cos, sin] = [Math.cos(turn) * scale, Math.sin(turn) * scale];
  const { right, up, back, eye, width, parallel } = view;
  const points = new Float64Array(mesh.positions.length);
  for (let i = 0; i < points.length; i += 3) {
    const [x, y, z] = [mesh.positions[i]!, mesh.positions[i + 1]!, mesh.positions[i + 2]!];
    const dx = position[0] + x * cos + z * sin - eye[0];
    const dy = position[1] + y * scale - eye[1];
    const dz = position[2] - x * sin + z * cos - eye[2];
    const distance = -(dx * back[0] + dy * back[1] + dz * back[2]);
    const perUnit = parallel ? view.scale : view.scale / distance;
    points[i] = width / 2 + perUnit * (dx * right[0] + dy * right[1] + dz * right[2]);
    points[i + 1] = width / 2 - perUnit * (dx * up[0] + dy * up[1] + dz * up[2]);
    points[i + 2] = distance;
  }
  return points;
}

function turnNormals(normals: Float32Array, turn: number): Float32Array {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const turned = new Float32Array(normals.length);
  for (let i = 0; i < normals.length; i += 3) {
    turned[i] = normals[i]! * cos + normals[i + 2]! * sin;
    turned[i + 1] = normals[i + 1]!;
    turned[i + 2] = -normals[i]! * sin + normals[i + 2]! * cos;
  }
  return turned;
}

/** Glass covers some of the four samples of a pixel and leaves out the others: in this order. */
const screenDoor = [0.1, 0.6, 0.85, 0.35];

function fill(
  { width, depth, normals, object, part }: Layers,
  { parallel }: View,
  points: Float64Array,
  [a, b, c]: readonly [number, number, number],
  cornerNormals: Float32Array,
  first: number,
  number: number,
  partNumber: number,
  opacity: number,
): void {
  const [ax, ay, bx, by, cx, cy] = [points[a]!, points[a + 1]!, points[b]!, points[b + 1]!, points[c]!, points[c + 1]!];
  const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  if (Math.abs(area) < 1e-9) return;
  const left = Math.max(0, Math.floor(Math.min(ax, bx, cx)));
  const rightmost = Math.min(width - 1, Math.ceil(Math.max(ax, bx, cx)));
  const top = Math.max(0, Math.floor(Math.min(ay, by, cy)));
  const bottom = Math.min(width - 1, Math.ceil(Math.max(ay, by, cy)));
  const [za, zb, zc] = [points[a + 2]!, points[b + 2]!, points[c + 2]!];
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= rightmost; x++) {
      const px = x + 0.5;
      const py = y + 0.5;
      const wa = ((bx - px) * (cy - py) - (by - py) * (cx - px)) / area;
      const wb = ((cx - px) * (ay - py) - (cy - py) * (ax - px)) / area;
      const wc = 1 - wa - wb;
      if (wa < -1e-6 || wb < -1e-6 || wc < -1e-6) continue;
      const pixel = y * width + x;
      const distance = parallel ? wa * za + wb * zb + wc * zc : 1 / (wa / za + wb / zb + wc / zc);
      if (distance >= depth[pixel]!) continue;
      if (opacity < 1 && screenDoor[(x & 1) + 2 * (y & 1)]! > opacity) continue;
      depth[pixel] = distance;
      if (object.length === 0) continue;
      object[pixel] = number;
      part[pixel] = partNumber;
      for (let k = first; k < first + 3; k++) {
        normals[3 * pixel + k - first] =
          wa * cornerNormals[k]! + wb * cornerNormals[k + 3]! + wc * cornerNormals[k + 6]!;
      }
    }
  }
}

/** The direction from the eye through a pixel's middle, one unit deep. */
export function rayThrough({ right, up, back, width, scale }: View, x: number, y: number): Vector {
  const u = (x + 0.5 - width / 2) / scale;
  const v = (width / 2 - y - 0.5) / scale;
  return [u * right[0] + v * up[0] - back[0], u * right[1] + v * up[1] - back[1], u * right[2] + v * up[2] - back[2]];
}

/** Pixel x, pixel y and distance of a point of the world. */
export function toPixel({ right, up, back, eye, width, scale, parallel }: View, point: Vector): Vector {
  const offset = subtract(point, eye);
  const distance = -dot(offset, back);
  const perUnit = parallel ? scale : scale / distance;
  return [width / 2 + perUnit * dot(offset, right), width / 2 - perUnit * dot(offset, up), distance];
}
