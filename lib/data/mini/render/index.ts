export type { Backdrop, FloorName } from './backdrop';
export { along, corners, direction, type Framing, frame } from './camera';
export { encode, linear } from './colour';
export { cornerNormals, type Mesh } from './mesh';
export type { Camera, Light, Picture, Placed, Shot } from './picture';
export { render } from './render';
export { type MaterialName, materials, type Surface } from './surface';
export { dot, normalise, type Vector } from './vector';
