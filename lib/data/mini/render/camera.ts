import type { Camera } from './picture';
import { cross, dot, normalise, subtract, type Vector } from './vector';

export interface Framing {
  /** Degrees around the upright axis, 0 before the scene's front, and above the ground. */
  azimuth: number;
  elevation: number;
  /** Degrees from edge to edge. */
  fieldOfView: number;
  /** Share of the picture that the points fill. */
  fill: number;
  /** What the camera looks at. */
  target: Vector;
}

/** The camera that sees all points, as near as the framing allows. */
export function frame(points: readonly Vector[], { azimuth, elevation, fieldOfView, fill, target }: Framing): Camera {
  const towards = direction(azimuth, elevation);
  const right = normalise(cross([0, 1, 0], towards));
  const up = cross(towards, right);
  const half = Math.tan((fieldOfView * Math.PI) / 360) * fill;
  const distances = points.map((point) => {
    const offset = subtract(point, target);
    // At distance d the point appears at across / (d - dot(towards)): solve for the edge of the picture.
    const across = Math.max(Math.abs(dot(offset, right)), Math.abs(dot(offset, up)));
    return across / half + dot(offset, towards);
  });
  return { eye: along(target, towards, Math.max(...distances)), target, fieldOfView };
}

/** Unit vector towards an azimuth and an elevation in degrees. */
export function direction(azimuth: number, elevation: number): Vector {
  const [a, e] = [(azimuth * Math.PI) / 180, (elevation * Math.PI) / 180];
  return [Math.sin(a) * Math.cos(e), Math.sin(e), Math.cos(a) * Math.cos(e)];
}

export const along = (from: Vector, towards: Vector, distance: number): Vector => [
  from[0] + distance * towards[0],
  from[1] + distance * towards[1],
  from[2] + distance * towards[2],
];

/** The eight corners of a box that stands at a place, turned about its upright axis. */
export function corners(size: Vector, position: Vector, turn: number): Vector[] {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return Array.from({ length: 8 }, (_, corner) => {
    const x = ((corner & 1) - 0.5) * size[0];
    const z = ((corner >> 2) - 0.5) * size[2];
    const y = ((corner >> 1) & 1) * size[1];
    return [position[0] + x * cos + z * sin, position[1] + y, position[2] - x * sin + z * cos] as const;
  });
}
