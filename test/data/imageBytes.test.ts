import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkImageBytes } from '../../lib/data';
import { jpeg, jpegFile, pngFile, webpFile } from './fixtures';

describe('checkImageBytes', () => {
  it('tells whole files by their kind', () => {
    expect(checkImageBytes(jpegFile)).toBe('JPEG');
    expect(checkImageBytes(pngFile)).toBe('PNG');
    expect(checkImageBytes(webpFile)).toBe('WebP');
    expect(checkImageBytes(Buffer.concat([jpegFile, Buffer.from('\n')]))).toBe('JPEG');
  });

  it('knows that markers may be filled up', () => {
    const filled = Buffer.concat([jpegFile.subarray(0, 2), Buffer.from([0xff, 0xff]), jpegFile.subarray(2)]);
    expect(checkImageBytes(filled)).toBe('JPEG');
  });

  it.each([
    ['JPEG', jpegFile],
    ['JPEG', jpeg('a comment')],
    ['PNG', pngFile],
    ['WebP', webpFile],
  ])('finds each truncation of a %s file', (_, file) => {
    for (let length = 0; length < file.length; length++) {
      expect(() => checkImageBytes(file.subarray(0, length))).toThrow(/^found /);
    }
  });

  it('is not taken in by the end of a preview within a JPEG file', () => {
    const withPreview = jpeg(jpegFile.toString('latin1'));
    expect(checkImageBytes(withPreview)).toBe('JPEG');
    expect(() => checkImageBytes(withPreview.subarray(0, -2))).toThrow('truncated');
  });

  it('answers to any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(() => checkImageBytes(bytes)).toThrow(/^found /);
        expect(() => checkImageBytes(Buffer.concat([jpegFile.subarray(0, 2), bytes]))).toThrow(/^found /);
      }),
    );
    expect(() => checkImageBytes(Buffer.from('<html>'))).toThrow('found 6 bytes that are no JPEG, PNG or WebP file');
  });
});
