/** Triangles ready to draw, in cm: the middle of the footprint at (0, 0, 0), y up, the front towards +z. */
export interface Mesh {
  /** [vertices * 3] */
  positions: Float32Array;
  /** [triangles * 3] */
  triangles: Uint32Array;
  /** [triangles * 9] a normal for each corner */
  normals: Float32Array;
  /** [triangles] the part that a triangle belongs to */
  parts: Uint8Array;
  /** Width, height, depth in cm. */
  size: readonly [number, number, number];
}

/** Neighbouring faces at less than this angle look like one round surface: cosine of 40 degrees. */
const crease = 0.766;

/**
 * Normals of each corner: the mean of the faces around the vertex that are not beyond a crease. Faces may be wound
 * either way: a face that looks the other way counts turned round.
 */
export function cornerNormals(positions: Float32Array, triangles: Uint32Array): Float32Array {
  const faces = faceNormals(positions, triangles);
  const around = facesAround(triangles, positions.length / 3);
  const normals = new Float32Array(3 * triangles.length);
  for (let corner = 0; corner < triangles.length; corner++) {
    const own = 3 * Math.floor(corner / 3);
    const [x, y, z] = smooth(
      faces,
      own,
      around.faces,
      around.starts[triangles[corner]!]!,
      around.starts[triangles[corner]! + 1]!,
    );
    normals[3 * corner] = x;
    normals[3 * corner + 1] = y;
    normals[3 * corner + 2] = z;
  }
  return normals;
}

function smooth(faces: Float64Array, own: number, around: Uint32Array, start: number, end: number) {
  const length = Math.hypot(faces[own]!, faces[own + 1]!, faces[own + 2]!) || 1;
  const [x, y, z] = [faces[own]! / length, faces[own + 1]! / length, faces[own + 2]! / length];
  let [sumX, sumY, sumZ] = [0, 0, 0];
  for (let k = start; k < end; k++) {
    const face = 3 * around[k]!;
    const [fx, fy, fz] = [faces[face]!, faces[face + 1]!, faces[face + 2]!];
    const along = x * fx + y * fy + z * fz;
    if (Math.abs(along) < crease * Math.hypot(fx, fy, fz)) continue;
    const sign = along < 0 ? -1 : 1;
    sumX += sign * fx;
    sumY += sign * fy;
    sumZ += sign * fz;
  }
  const total = Math.hypot(sumX, sumY, sumZ);
  return total > 0 ? ([sumX / total, sumY / total, sumZ / total] as const) : ([x, y, z] as const);
}

/** Face normals, as long as the face is large, so that large faces count more. */
function faceNormals(positions: Float32Array, triangles: Uint32Array): Float64Array {
  const normals = new Float64Array(triangles.length);
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [3 * triangles[t]!, 3 * triangles[t + 1]!, 3 * triangles[t + 2]!];
    const [ux, uy, uz] = [0, 1, 2].map((k) => positions[b + k]! - positions[a + k]!) as [number, number, number];
    const [vx, vy, vz] = [0, 1, 2].map((k) => positions[c + k]! - positions[a + k]!) as [number, number, number];
    normals[t] = uy * vz - uz * vy;
    normals[t + 1] = uz * vx - ux * vz;
    normals[t + 2] = ux * vy - uy * vx;
  }
  return normals;
}

/** The faces around each vertex, one list after the other: those of vertex v from starts[v] to starts[v + 1]. */
function facesAround(triangles: Uint32Array, vertices: number): { starts: Uint32Array; faces: Uint32Array } {
  const starts = new Uint32Array(vertices + 1);
  for (const vertex of triangles) starts[vertex + 1]! += 1;
  for (let v = 0; v < vertices; v++) starts[v + 1]! += starts[v]!;
  const next = starts.slice();
  const faces = new Uint32Array(triangles.length);
  for (let corner = 0; corner < triangles.length; corner++) faces[next[triangles[corner]!]!++] = Math.floor(corner / 3);
  return { starts, faces };
}
