import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder of its own for the tests of one file; removed after them. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'checkpoint-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A safetensors file byte by byte, whether sound or not. @param headerLength what the file says of it; default: the truth */
export function safetensorsFile(header: string | object, data: Uint8Array, headerLength?: bigint): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(headerLength ?? BigInt(json.length));
  return Buffer.concat([length, json, data]);
}

/** Writes a safetensors file of float32 vectors. */
export function writeVectors(path: string, vectors: Record<string, number[]>): void {
  let end = 0;
  const header = Object.entries(vectors).map(([name, values]) => {
    const begin = end;
    end += 4 * values.length;
    return [name, { dtype: 'F32', shape: [values.length], data_offsets: [begin, end] }];
  });
  const data = new Uint8Array(Float32Array.from(Object.values(vectors).flat()).buffer);
  writeFileSync(path, safetensorsFile(Object.fromEntries(header), data));
}
