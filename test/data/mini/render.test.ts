import { describe, expect, it } from 'vitest';
import {
  cornerNormals,
  linear,
  type Mesh,
  normalise,
  type Placed,
  render,
  type Shot,
} from '../../../lib/data/mini/render';

/** A cube of 20 cm that stands on the ground. */
function cube(): Mesh {
  const corners = [-10, 10].flatMap((x) => [0, 20].flatMap((y) => [-10, 10].map((z) => [x, y, z])));
  const positions = Float32Array.from(corners.flat());
  const faces = [
    [0, 1, 3, 2],
    [4, 5, 7, 6],
    [0, 1, 5, 4],
    [2, 3, 7, 6],
    [0, 2, 6, 4],
    [1, 3, 7, 5],
  ];
  const triangles = Uint32Array.from(faces.flatMap(([a, b, c, d]) => [a!, b!, c!, a!, c!, d!]));
  return {
    positions,
    triangles,
    normals: cornerNormals(positions, triangles),
    parts: new Uint8Array(12),
    size: [20, 20, 20],
  };
}

const red = { material: 'paint', colour: linear('#c02020') } as const;
const glass = { material: 'glass', colour: linear('#8080ff') } as const;
const placed = (x: number, z: number, surface: Placed['surfaces'][number] = red): Placed => ({
  mesh: cube(),
  position: [x, 0, z],
  turn: 0,
  scale: 1,
  surfaces: [surface],
  seed: 1,
});

function shot(objects: Placed[], direction: [number, number, number] = [0, 1, 0.3]): Shot {
  const paper = linear('#ffffff');
  return {
    objects,
    camera: { eye: [0, 10, 120], target: [0, 10, 0], fieldOfView: 30 },
    light: {
      direction: normalise(direction),
      key: [0.7, 0.7, 0.7],
      above: [0.5, 0.5, 0.5],
      below: [0.2, 0.2, 0.2],
      softness: 2,
    },
    backdrop: { floor: 'studio', floorColour: paper, horizon: paper, zenith: paper },
    size: 64,
    seed: 1,
  };
}

const pixel = (rgb: Uint8Array, x: number, y: number) => [...rgb.subarray(3 * (64 * y + x), 3 * (64 * y + x) + 3)];

describe('a rendered picture', () => {
  it('is the same for the same shot', () => {
    expect(render(shot([placed(0, 0)])).rgb).toEqual(render(shot([placed(0, 0)])).rgb);
  });

  it('shows the object before the backdrop, and counts its pixels', () => {
    const { rgb, visible } = render(shot([placed(0, 0)]));
    const [r, g, b] = pixel(rgb, 32, 32) as [number, number, number];
    expect(r).toBeGreaterThan(2 * Math.max(g, b));
    expect(Math.min(...pixel(rgb, 2, 2))).toBeGreaterThan(230);
    // The front face is 110 cm away, where 64 pixels are 58.9 cm.
    expect(visible[0]![0]).toBeCloseTo(((20 * 64) / 58.9) * ((20 * 64) / 58.9), -2);
  });

  it('hides what is behind', () => {
    const { visible } = render(shot([placed(0, 0), placed(0, -40)]));
    expect(visible[1]![0]).toBe(0);
  });

  it('lets half of what is behind glass through', () => {
    const { visible } = render(shot([placed(0, 0, glass), placed(0, -40)]));
    expect(visible[1]![0]).toBeGreaterThan(50);
  });

  it('casts a shadow away from the light', () => {
    const { rgb } = render({
      ...shot([placed(0, 0)], [1, 1, 0]),
      camera: { eye: [0, 90, 100], target: [0, 10, 0], fieldOfView: 40 },
    });
    const darkest = (from: number, to: number) =>
      Math.min(
        ...Array.from(
          { length: 64 * (to - from) },
          (_, i) => pixel(rgb, from + (i % (to - from)), Math.floor(i / (to - from)))[0]!,
        ),
      );
    expect(darkest(0, 20)).toBeLessThan(darkest(44, 64) - 30);
  });

  it('turns objects about their upright axis', () => {
    const straight = render(shot([placed(0, 0)])).visible[0]![0]!;
    const turned = render(shot([{ ...placed(0, 0), turn: Math.PI / 4 }])).visible[0]![0]!;
    expect(turned).toBeGreaterThan(1.2 * straight);
  });

  it('leaves out what is behind the eye', () => {
    expect(render(shot([placed(0, 140)])).visible[0]![0]).toBe(0);
  });
});

describe('corner normals', () => {
  it('keep the edges of a cube sharp', () => {
    const { normals } = cube();
    for (let i = 0; i < normals.length; i += 3) {
      const axes = [normals[i]!, normals[i + 1]!, normals[i + 2]!].map(Math.abs);
      expect(Math.max(...axes)).toBeCloseTo(1, 5);
    }
  });
});
