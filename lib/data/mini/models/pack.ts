import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { GridMesh } from './gridMesh';

/** Where a model in a pack comes from, for the credits. */
export interface PackedModel extends GridMesh {
  id: string;
  /** Name and author in the library that it was taken from. */
  name: string;
  author: string;
}

interface Header {
  models: (Omit<PackedModel, 'positions' | 'triangles'> & { vertices: number })[];
}

/**
 * Many models in one compressed file: a JSON header, then for each model its vertices (differences to the vertex before)
 * and triangles (differences to the highest vertex so far), as variable-length whole numbers.
 */
export function packModels(models: readonly PackedModel[]): Buffer {
  const header: Header = {
    models: models.map(({ positions, triangles, ...rest }) => ({ ...rest, vertices: positions.length / 3 })),
  };
  const json = Buffer.from(JSON.stringify(header));
  const bytes: number[] = [];
  writeNumber(bytes, json.length);
  bytes.push(...json);
  for (const model of models) {
    for (let k = 0; k < 3; k++) {
      for (let i = k, last = 0; i < model.positions.length; i += 3) {
        writeSigned(bytes, model.positions[i]! - last);
        last = model.positions[i]!;
      }
    }
    let next = 0;
    for (const vertex of model.triangles) {
      writeNumber(bytes, next - vertex);
      if (vertex === next) next += 1;
    }
  }
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  return brotliCompressSync(Buffer.from(bytes), { params });
}

/** Read what {@link packModels} wrote. */
export function unpackModels(file: Buffer): PackedModel[] {
  const reader = new Reader(brotliDecompressSync(file));
  const { models } = JSON.parse(reader.text(reader.number())) as Header;
  return models.map(({ vertices, ...rest }) => {
    const positions = new Uint16Array(3 * vertices);
    for (let k = 0; k < 3; k++) {
      for (let i = k, last = 0; i < positions.length; i += 3) {
        last += reader.signed();
        positions[i] = last;
      }
    }
    const triangles = new Uint32Array(3 * rest.materials.reduce((sum, material) => sum + material.triangles, 0));
    for (let i = 0, next = 0; i < triangles.length; i++) {
      triangles[i] = next - reader.number();
      if (triangles[i] === next) next += 1;
    }
    return { ...rest, positions, triangles };
  });
}

function writeNumber(bytes: number[], value: number): void {
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  bytes.push(rest);
}

function writeSigned(bytes: number[], value: number): void {
  writeNumber(bytes, value < 0 ? -2 * value - 1 : 2 * value);
}

class Reader {
  private position = 0;

  constructor(private readonly bytes: Buffer) {}

  number(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.position++];
      if (byte === undefined) throw new Error('The pack of models ends too early.');
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  }

  signed(): number {
    const value = this.number();
    return value & 1 ? -(value + 1) / 2 : value / 2;
  }

  text(length: number): string {
    this.position += length;
    return this.bytes.toString('utf8', this.position - length, this.position);
  }
}
