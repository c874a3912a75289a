import type { ObjMesh } from './obj';

/** A mesh on a grid of whole numbers: compact, and its vertices merge where they fall into the same cell. */
export interface GridMesh {
  /** Width (x), height (y) and depth (z) in cm. */
  size: [number, number, number];
  /** Cells along the longest of the three. */
  steps: number;
  /** [vertices * 3] cells from the left, lower, back corner */
  positions: Uint16Array;
  /** [triangles * 3] vertex numbers, triangles of a material side by side */
  triangles: Uint32Array;
  materials: { name: string; triangles: number }[];
}

/** Grids to choose from, fine to coarse: at 128 pixels a picture, a 256th of an object's length is half a pixel. */
const grids = [4095, 2047, 1023, 767, 511, 383, 255];

/**
 * Put a mesh on the finest grid that leaves at most `limit` triangles, at its true size.
 * @param size width, height and depth in cm
 */
export function toGrid(mesh: ObjMesh, size: [number, number, number], limit: number): GridMesh {
  for (const steps of grids) {
    const grid = onGrid(mesh, size, steps);
    if (grid.triangles.length / 3 <= limit || steps === grids.at(-1)) return grid;
  }
  throw new Error('No grid to choose from.');
}

function onGrid(mesh: ObjMesh, size: [number, number, number], steps: number): GridMesh {
  const cells = cellsOf(mesh, size, steps);
  const numbers = new Map<number, number>();
  const positions: number[] = [];
  const cellOf = (vertex: number) =>
    (cells[3 * vertex]! * 4096 + cells[3 * vertex + 1]!) * 4096 + cells[3 * vertex + 2]!;
  const numberOf = (cell: number): number => {
    const known = numbers.get(cell);
    if (known !== undefined) return known;
    positions.push(Math.floor(cell / 4096 ** 2), Math.floor(cell / 4096) % 4096, cell % 4096);
    numbers.set(cell, numbers.size);
    return numbers.size - 1;
  };
  const triangles: number[] = [];
  const materials = mesh.materials.map((name) => ({ name, triangles: 0 }));
  const seen = new Set<string>();
  for (const [index, material] of materials.entries()) {
    for (let t = 0; t < mesh.materialOf.length; t++) {
      if (mesh.materialOf[t] !== index) continue;
      const corners = [0, 1, 2].map((k) => cellOf(mesh.triangles[3 * t + k]!)) as [number, number, number];
      if (!isNew(corners, seen)) continue;
      triangles.push(...corners.map(numberOf));
      material.triangles += 1;
    }
  }
  const used = materials.filter((material) => material.triangles > 0);
  return {
    size,
    steps,
    positions: Uint16Array.from(positions),
    triangles: Uint32Array.from(triangles),
    materials: used,
  };
}

/** False for a triangle without area and for one that is there already, whichever way round. */
function isNew([a, b, c]: [number, number, number], seen: Set<string>): boolean {
  if (a === b || b === c || a === c) return false;
  const key = [a, b, c].sort((p, q) => p - q).join();
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

function cellsOf(mesh: ObjMesh, size: [number, number, number], steps: number): Uint16Array {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (const vertex of mesh.triangles) {
    for (let k = 0; k < 3; k++) {
      const value = mesh.positions[3 * vertex + k]!;
      low[k] = Math.min(low[k]!, value);
      high[k] = Math.max(high[k]!, value);
    }
  }
  const longest = Math.max(...size);
  return Uint16Array.from(mesh.positions, (value, i) => {
    const k = i % 3;
    const share = high[k]! > low[k]! ? (value - low[k]!) / (high[k]! - low[k]!) : 0;
    return Math.round(Math.max(0, Math.min(1, share)) * steps * (size[k]! / longest));
  });
}
