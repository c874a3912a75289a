/** Triangles of a Wavefront OBJ file, with the name of the material that each is made of. */
export interface ObjMesh {
  /** [vertices * 3] */
  positions: number[];
  /** [triangles * 3] vertex numbers */
  triangles: number[];
  /** [triangles] index into `materials` */
  materialOf: number[];
  materials: string[];
}

/**
 * Read the shape in an OBJ file: polygons become fans of triangles; normals and texture coordinates are left out.
 * @throws if a face names a vertex that is not there
 */
export function readObj(text: string): ObjMesh {
  const mesh: ObjMesh = { positions: [], triangles: [], materialOf: [], materials: [] };
  let material = -1;
  for (const [number, line] of text.split(/\r?\n/).entries()) {
    const [keyword, ...fields] = line.trim().split(/\s+/);
    if (keyword === 'v') mesh.positions.push(Number(fields[0]), Number(fields[1]), Number(fields[2]));
    else if (keyword === 'usemtl') material = indexOf(mesh.materials, fields[0] ?? '');
    else if (keyword === 'f') {
      if (material < 0) material = indexOf(mesh.materials, '');
      addFan(
        mesh,
        fields.map((field) => vertexOf(field, mesh, number + 1)),
        material,
      );
    }
  }
  return mesh;
}

function vertexOf(field: string, mesh: ObjMesh, line: number): number {
  const count = mesh.positions.length / 3;
  const number = Number.parseInt(field, 10);
  const vertex = number < 0 ? count + number : number - 1;
  if (!(vertex >= 0 && vertex < count)) throw new Error(`OBJ line ${line}: vertex ${field}, expected 1 to ${count}.`);
  return vertex;
}

function addFan(mesh: ObjMesh, polygon: number[], material: number): void {
  for (let corner = 1; corner + 1 < polygon.length; corner++) {
    mesh.triangles.push(polygon[0]!, polygon[corner]!, polygon[corner + 1]!);
    mesh.materialOf.push(material);
  }
}

function indexOf(names: string[], name: string): number {
  const index = names.indexOf(name);
  return index >= 0 ? index : names.push(name) - 1;
}
