import { type BackdropPoint, backdropAt } from './backdrop';
import { encode } from './colour';
import { openness, type Window } from './occlusion';
import type { Picture, Shot } from './picture';
import { emptyLayers, type Layers, lookAt, rasterise, rayThrough, type View } from './raster';
import { shadeBackdrop, shadePart } from './shade';
import { ShadowMap } from './shadow';
import type { Vector } from './vector';

/** Samples along each side of a pixel. */
const samples = 2;

/**
 * Draw a shot: nearest surfaces by z-buffer, one light with soft shadows, light from the surroundings that corners
 * receive less of, four samples a pixel. The same shot gives the same bytes.
 */
export function render(shot: Shot): Picture {
  const width = shot.size * samples;
  const scale = width / 2 / Math.tan((shot.camera.fieldOfView * Math.PI) / 360);
  const { eye, target } = shot.camera;
  const near = 0.05 * Math.hypot(eye[0] - target[0], eye[1] - target[1], eye[2] - target[2]);
  const view: View = { ...lookAt(eye, target), width, scale, parallel: false, near };
  const layers = emptyLayers(width);
  for (const [number, object] of shot.objects.entries()) rasterise(layers, view, object, number);
  const visible = countVisible(shot, layers);
  const window = nearObjects(shot, layers);
  const { points, colours, kinds } = complete(shot, view, layers);
  const open = openness(points, layers.normals, layers.depth, { width, radius: occlusionRadius(shot), scale, window });
  const light = shadeAll(shot, view, layers, { points, colours, kinds, open });
  return { size: shot.size, rgb: average(light, shot.size), visible };
}

/** The pixels near objects: on seamless paper nothing else is shaded. */
function nearObjects({ backdrop }: Shot, { width, object }: Layers): Window {
  const last = width - 1;
  if (backdrop.floor !== 'studio') return { left: 0, right: last, top: 0, bottom: last };
  const window = { left: last, right: 0, top: last, bottom: 0 };
  for (let pixel = 0; pixel < object.length; pixel++) {
    if (object[pixel]! < 0) continue;
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    window.left = Math.min(window.left, x);
    window.right = Math.max(window.right, x);
    window.top = Math.min(window.top, y);
    window.bottom = Math.max(window.bottom, y);
  }
  const margin = Math.floor(0.15 * width);
  return {
    left: Math.max(0, window.left - margin),
    right: Math.min(last, window.right + margin),
    top: Math.max(0, window.top - margin),
    bottom: Math.min(last, window.bottom + margin),
  };
}

/** Large enough to show in the picture, small beside the objects. */
function occlusionRadius({ objects }: Shot): number {
  const sizes = objects.map(({ mesh, scale }) => scale * Math.max(...mesh.size));
  return Math.min(40, 0.3 * Math.max(...sizes));
}

function countVisible({ objects }: Shot, { object, part }: Layers): number[][] {
  const visible = objects.map(({ surfaces }) => surfaces.map(() => 0));
  for (let pixel = 0; pixel < object.length; pixel++) {
    if (object[pixel]! >= 0) visible[object[pixel]!]![part[pixel]!]! += 1 / (samples * samples);
  }
  return visible;
}

/** All that shading needs to know of the samples, by number. */
interface Samples {
  /** [samples * 3] in the world */
  points: Float32Array;
  /** [samples * 3] of the backdrop, where no object is */
  colours: Float32Array;
  /** Index into `backdropKinds` */
  kinds: Uint8Array;
  open: Float32Array;
}

const backdropKinds: readonly BackdropPoint['kind'][] = ['floor', 'wall', 'sky'];

/** Where each sample's surface is; samples without an object get the backdrop's distance and normal. */
function complete(shot: Shot, view: View, layers: Layers): Omit<Samples, 'open'> {
  const { eye } = view;
  const { width, depth, normals, object } = layers;
  const points = new Float32Array(3 * depth.length);
  const colours = new Float32Array(3 * depth.length);
  const kinds = new Uint8Array(depth.length);
  for (let pixel = 0; pixel < depth.length; pixel++) {
    const ray = rayThrough(view, pixel % width, Math.floor(pixel / width));
    if (object[pixel]! < 0) {
      const point = backdropAt(shot.backdrop, eye, ray, shot.seed);
      depth[pixel] = point.distance;
      kinds[pixel] = backdropKinds.indexOf(point.kind);
      normals.set(point.normal, 3 * pixel);
      colours.set(point.colour, 3 * pixel);
    } else {
      faceEye(normals, 3 * pixel, ray);
    }
    for (let k = 0; k < 3; k++) points[3 * pixel + k] = eye[k]! + depth[pixel]! * ray[k]!;
  }
  return { points, colours, kinds };
}

/** Unit length, and towards the viewer: surfaces have two sides. */
function faceEye(normals: Float32Array, at: number, ray: Vector): void {
  const [x, y, z] = [normals[at]!, normals[at + 1]!, normals[at + 2]!];
  const sign = x * ray[0] + y * ray[1] + z * ray[2] > 0 ? -1 : 1;
  const factor = sign / (Math.hypot(x, y, z) || 1);
  normals[at] = x * factor;
  normals[at + 1] = y * factor;
  normals[at + 2] = z * factor;
}

function shadeAll(shot: Shot, view: View, layers: Layers, { points, colours, kinds, open }: Samples): Float32Array {
  const { width, normals, object, part } = layers;
  const shadows = new ShadowMap(shot.objects, shot.light);
  const light = new Float32Array(points.length);
  const vector = (values: Float32Array, at: number): Vector => [values[at]!, values[at + 1]!, values[at + 2]!];
  let pixel = 0;
  const lit = (point: Vector, normal: Vector) => shadows.lit(point, normal, pixel % width, Math.floor(pixel / width));
  for (; pixel < open.length; pixel++) {
    const at = 3 * pixel;
    const input = { point: vector(points, at), normal: vector(normals, at), eye: view.eye, open: open[pixel]!, lit };
    const placed = shot.objects[object[pixel]!];
    const shaded = placed
      ? shadePart(shot, input, placed, part[pixel]!)
      : shadeBackdrop(shot, input, vector(colours, at), backdropKinds[kinds[pixel]!]!);
    light[at] = shaded[0];
    light[at + 1] = shaded[1];
    light[at + 2] = shaded[2];
  }
  return light;
}

function average(light: Float32Array, size: number): Uint8Array {
  const rgb = new Uint8Array(3 * size * size);
  const width = size * samples;
  for (let i = 0; i < rgb.length; i++) {
    const [k, x, y] = [i % 3, Math.floor(i / 3) % size, Math.floor(i / 3 / size)];
    let sum = 0;
    for (let row = 0; row < samples; row++) {
      for (let column = 0; column < samples; column++) {
        // Bright samples are clipped before the mean, so that edges against highlights stay smooth.
        sum += Math.min(1.2, light[3 * ((y * samples + row) * width + x * samples + column) + k]!);
      }
    }
    rgb[i] = encode(sum / (samples * samples));
  }
  return rgb;
}
