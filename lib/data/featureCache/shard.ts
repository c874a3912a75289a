import { crc32 } from 'node:zlib';
import { readSafetensorsHeader, type SavedFloatType } from '../../checkpoint';
import { writeEncoded } from '../../checkpoint/write';

/** The features of one image, encoded. */
export interface Row {
  /** Content hash of the image. */
  hash: string;
  bytes: Uint8Array;
}

/** Where the features of an image lie. */
export interface Place {
  path: string;
  /** First byte, and the byte after the last one, of the file. */
  begin: number;
  end: number;
  /** CRC-32 of the bytes. */
  checksum: number;
}

/** A safetensors file with one tensor an image, named by the image's content hash. */
export function writeShard(path: string, rows: readonly Row[], dtype: SavedFloatType, shape: readonly number[]): void {
  const checksums = Object.fromEntries(rows.map(({ hash, bytes }) => [hash, crc32(bytes)]));
  const tensors = rows.map(({ hash, bytes }) => ({
    name: hash,
    dtype,
    shape,
    size: bytes.length,
    encode: () => bytes,
  }));
  writeEncoded(path, tensors, { format: 'pt', checksums: JSON.stringify(checksums) });
}

/**
 * The images of a shard. Reads its header only: the index of the cache is the headers of its shards, so that none can
 * disagree with what is there.
 * @throws if the file is truncated or no such shard
 */
export function readShardIndex(path: string): Map<string, Place> {
  const { tensors, metadata } = readSafetensorsHeader(path);
  const checksums = JSON.parse(metadata.checksums ?? 'null') as Record<string, unknown> | null;
  return new Map(
    Object.entries(tensors).map(([hash, { begin, end }]) => {
      const checksum = checksums?.[hash];
      if (typeof checksum !== 'number') throw new Error(`${path}: found no checksum of "${hash}".`);
      return [hash, { path, begin, end, checksum }];
    }),
  );
}

/** @throws if the bytes are not those that were written */
export function checkRow(hash: string, { path, checksum }: Place, bytes: Uint8Array): void {
  if (crc32(bytes) === checksum) return;
  throw new Error(
    `${path}: found damaged features of the image ${hash}. Remove them with \`mivpg data gc --verify\`, and extract again.`,
  );
}
