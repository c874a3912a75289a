import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { decodeImage } from '../../lib';
import { bytesOf, decodingCases, decodingFolder } from './images';

const { expected, files } = decodingCases();
const temporary = mkdtempSync(join(tmpdir(), 'images-'));
afterAll(() => rmSync(temporary, { recursive: true }));

function write(name: string, data: string | Uint8Array): string {
  const path = join(temporary, name);
  writeFileSync(path, data);
  return path;
}

/** A grey PNG of that size and depth; the pixels given may be fewer. */
function png(width: number, height: number, depth: 8 | 16, rows: Uint8Array): Buffer {
  const chunk = (type: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = depth;
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', new Uint8Array()),
  ]);
}

describe('decodeImage', () => {
  it.each(files)('gives the pixels of Pillow: %s', async (file) => {
    const { width, height, data } = await decodeImage(join(decodingFolder, file));
    expect([height, width, 3]).toEqual(expected[file]!.shape);
    expect(Uint8Array.from(data)).toEqual(bytesOf(expected[file]!));
  });

  it('takes bytes as well as a path', async () => {
    const bytes = readFileSync(join(decodingFolder, 'rgb.png'));
    expect(Uint8Array.from((await decodeImage(bytes)).data)).toEqual(bytesOf(expected['rgb.png']!));
    await expect(decodeImage(Buffer.from('no picture'))).rejects.toThrow(/^image of 10 bytes: /);
  });

  it('leaves the EXIF orientation alone when told so', async () => {
    const path = join(decodingFolder, 'orientation-6.jpg');
    expect(await decodeImage(path)).toMatchObject({ width: 18, height: 29 });
    expect(await decodeImage(path, { orient: false })).toMatchObject({ width: 29, height: 18 });
  });

  it('scales 16-bit grey to 8 bits', async () => {
    const path = write('deep.png', png(2, 1, 16, Uint8Array.of(0, 0x12, 0xff, 0xab, 0x00)));
    expect([...(await decodeImage(path)).data]).toEqual([0x12, 0x12, 0x12, 0xab, 0xab, 0xab]);
  });

  it('refuses what is no picture, by the name of the file', async () => {
    await expect(decodeImage(write('text.png', 'Dear all,'))).rejects.toThrow(
      /text\.png: .*unsupported image format\.$/,
    );
    await expect(decodeImage(write('empty.jpg', ''))).rejects.toThrow(/empty\.jpg: /);
    await expect(decodeImage(join(temporary, 'absent.jpg'))).rejects.toThrow(/absent\.jpg: Input file is missing/);
    await expect(decodeImage(temporary)).rejects.toThrow(temporary);
    const drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
    await expect(decodeImage(write('drawing.png', drawing))).rejects.toThrow(
      /drawing\.png: found the format svg, expected jpeg, png, webp\.$/,
    );
  });

  it('refuses truncated and corrupt files', async () => {
    for (const name of ['subsampled.jpg', 'progressive.jpg', 'rgb.png', 'lossy.webp']) {
      const whole = readFileSync(join(decodingFolder, name));
      for (const share of [0.1, 0.5, 0.9]) {
        const path = write(`cut-${name}`, whole.subarray(0, Math.floor(share * whole.length)));
        await expect(decodeImage(path), `${name}, ${share}`).rejects.toThrow(`${path}: `);
      }
    }
    const corrupt = readFileSync(join(decodingFolder, 'rgb.png'));
    corrupt.fill(0x55, 100, 400);
    await expect(decodeImage(write('corrupt.png', corrupt))).rejects.toThrow(/corrupt\.png: /);
  });

  it('refuses a picture without pixels, and one with too many before it is decoded', async () => {
    await expect(decodeImage(write('none.png', png(0, 0, 8, new Uint8Array())))).rejects.toThrow(/none\.png: /);
    const huge = write('huge.png', png(30_000, 30_000, 8, new Uint8Array(9)));
    await expect(decodeImage(huge)).rejects.toThrow(
      /huge\.png: found 30000 x 30000 pixels, expected at most 268435456 \(option maximumPixels\)\.$/,
    );
    await expect(decodeImage(join(decodingFolder, 'rgb.png'), { maximumPixels: 521 })).rejects.toThrow('29 x 18');
  });
});
