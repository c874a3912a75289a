import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  coloursOf,
  describeFinish,
  dress,
  loadModels,
  packModels,
  readObj,
  toGrid,
  unpackModels,
} from '../../../lib/data/mini/models';
import { materials } from '../../../lib/data/mini/render';
import { Random } from '../../../lib/nn';

describe('an OBJ file', () => {
  it('gives triangles by material, polygons as fans', () => {
    const mesh = readObj(
      'v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nusemtl red\nf 1/1/1 2/2/1 3 4\nusemtl blue\nf -4 -3 -2\n',
    );
    expect(mesh.triangles).toEqual([0, 1, 2, 0, 2, 3, 0, 1, 2]);
    expect(mesh.materials).toEqual(['red', 'blue']);
    expect(mesh.materialOf).toEqual([0, 0, 1]);
  });

  it('names the line of a vertex that is not there', () => {
    expect(() => readObj('v 0 0 0\nv 1 0 0\nf 1 2 3\n')).toThrow('OBJ line 3: vertex 3, expected 1 to 2.');
  });
});

describe('a mesh on a grid', () => {
  const square = readObj('v 0 0 0\nv 2 0 0\nv 2 1 0\nv 0 1 0\nf 1 2 3 4\nf 4 3 2 1\n');

  it('has the true size, and each face once', () => {
    const grid = toGrid(square, [200, 100, 10], 100);
    expect(grid.triangles.length / 3).toBe(4); // the two diagonals of the two windings
    expect(Math.max(...grid.positions)).toBe(grid.steps);
    expect(grid.materials).toEqual([{ name: '', triangles: 4 }]);
  });

  it('gets coarser until it has few enough triangles', () => {
    const sphere = Array.from({ length: 4000 }, (_, i) => {
      const [height, angle] = [1 - (2 * i) / 4000, i * 2.4];
      const radius = Math.sqrt(1 - height * height);
      return `v ${radius * Math.cos(angle)} ${height} ${radius * Math.sin(angle)}`;
    });
    const faces = Array.from({ length: 3997 }, (_, i) => `f ${i + 1} ${i + 2} ${i + 4}`);
    const mesh = readObj([...sphere, ...faces].join('\n'));
    const fine = toGrid(mesh, [10, 10, 10], 5000);
    const coarse = toGrid(mesh, [10, 10, 10], 10);
    expect(fine.steps).toBe(4095);
    expect(coarse.steps).toBe(255);
    expect(coarse.triangles.length).toBeLessThanOrEqual(fine.triangles.length);
  });

  it('comes out of a pack as it went in', () => {
    const point = fc.tuple(
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 0, max: 9 }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(point, point, point), { minLength: 1, maxLength: 30 }), (faces) => {
        const lines = faces.flatMap((face, i) => [
          ...face.map((corner) => `v ${corner.join(' ')}`),
          `f ${3 * i + 1} ${3 * i + 2} ${3 * i + 3}`,
        ]);
        const model = { id: 'm', name: 'M', author: 'A', ...toGrid(readObj(lines.join('\n')), [30, 20, 10], 1000) };
        expect(unpackModels(packModels([model, model]))).toEqual([model, model]);
      }),
      { numRuns: 30 },
    );
  });
});

describe('the catalogue', () => {
  const models = loadModels();

  it('has models for training, validation, testing and pretraining, each once', () => {
    expect(new Set(models.map(({ id }) => id)).size).toBe(models.length);
    const count = (split: string) => models.filter((model) => model.split === split).length;
    expect([count('train'), count('val'), count('test'), count('pretrain')]).toEqual([75, 9, 24, 36]);
  });

  it('knows the colours and materials that it names, and the parts that facts are about', () => {
    for (const { id, parts, facts = [] } of models) {
      for (const { part } of facts)
        expect(
          parts.map(({ name }) => name),
          id,
        ).toContain(part);
      for (const [material, palette] of parts.flatMap(({ finishes }) => finishes.map((finish) => finish.split(':')))) {
        expect(Object.keys(materials), id).toContain(material);
        expect(coloursOf(palette!).length, id).toBeGreaterThan(0);
      }
    }
  });

  it('builds meshes of the true size that stand on the ground', () => {
    const chair = models.find(({ id }) => id === 'oakChair')!;
    const { positions, normals, parts, triangles } = chair.mesh();
    const heights = positions.filter((_, i) => i % 3 === 1);
    expect(Math.min(...heights)).toBeCloseTo(0, 1);
    expect(Math.max(...heights)).toBeCloseTo(chair.size[1], 0);
    expect(normals.length).toBe(3 * triangles.length);
    expect(parts.length).toBe(triangles.length / 3);
  });

  it('finds the back panel of a cabinet', () => {
    const cabinet = models.find(({ id }) => id === 'bookcase')!;
    const back = cabinet.parts.findIndex(({ name }) => name === 'back');
    expect(cabinet.mesh().parts.filter((part) => part === back).length).toBeGreaterThan(0);
  });

  it('dresses a model alike for the same seed, and its parts apart', () => {
    const sofa = models.find(({ id }) => id === 'couch')!;
    expect(dress(sofa, new Random(3))).toEqual(dress(sofa, new Random(3)));
    for (let seed = 0; seed < 20; seed++) {
      const [seats, , pillows] = dress(sofa, new Random(seed)).finishes;
      expect(pillows!.colour).not.toBe(seats!.colour);
    }
  });

  it('speaks of materials where one can see them', () => {
    expect(describeFinish({ material: 'leather', colour: 'red' }, 'both')).toBe('red leather');
    expect(describeFinish({ material: 'wood', colour: 'brown' }, 'material')).toBe('wooden');
    expect(describeFinish({ material: 'paint', colour: 'blue' }, 'both')).toBe('blue');
  });

  it('refuses an unknown colour', () => {
    expect(() => coloursOf('mauve')).toThrow('Unknown colour "mauve", expected one of any, bright,');
  });
});
