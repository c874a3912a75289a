import type { Backdrop } from './backdrop';
import type { Mesh } from './mesh';
import type { Surface } from './surface';
import type { Vector } from './vector';

/** A mesh that stands in the scene: turned about its upright axis, then moved. */
export interface Placed {
  mesh: Mesh;
  /** Middle of its footprint, in cm. */
  position: Vector;
  /** Radians; 0 faces +z. */
  turn: number;
  /** 1 is true size. */
  scale: number;
  /** One a part. */
  surfaces: readonly Surface[];
  /** Decides its wood grain and other patterns. */
  seed: number;
}

export interface Camera {
  eye: Vector;
  target: Vector;
  /** Degrees from edge to edge. */
  fieldOfView: number;
}

export interface Light {
  /** Towards the light. */
  direction: Vector;
  /** Linear light of the lamp or sun, and of what comes from above and from below. */
  key: Vector;
  above: Vector;
  below: Vector;
  /** Blur of the shadow's edge, in cm. */
  softness: number;
}

export interface Shot {
  objects: readonly Placed[];
  camera: Camera;
  light: Light;
  backdrop: Backdrop;
  /** Pixels a side. */
  size: number;
  /** Decides the grain of floor, wall and shadows. */
  seed: number;
}

export interface Picture {
  size: number;
  /** [size * size * 3] sRGB */
  rgb: Uint8Array;
  /** How many of the picture's pixels show each part of each object: [object][part], in pixels of the finished picture. */
  visible: number[][];
}
