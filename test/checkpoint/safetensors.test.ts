import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSafetensors, readSafetensorsHeader } from '../../lib/checkpoint';
import { tf } from '../../lib/engine';
import { describeEngines } from '../engines';
import { safetensorsFile, temporaryFolder } from './support';

const dtypes = join(__dirname, '../parity/fixtures/dtypes');
const file = join(dtypes, 'dtypes.safetensors');

interface Expected {
  dtype: string;
  shape: number[];
  /** As Python prints them. */
  values: string[];
}
const expected = JSON.parse(readFileSync(join(dtypes, 'expected.json'), 'utf8')) as Record<string, Expected>;

/** What float32, int32 or bool keeps of a printed value. */
function parse(value: string): number {
  const special: Record<string, number> = { inf: Infinity, '-inf': -Infinity, nan: NaN, True: 1, False: 0 };
  return special[value] ?? Math.fround(Number(value));
}

describeEngines('readSafetensors', () => {
  const names = Object.keys(expected).filter((name) => name !== 'i64');

  it.each(names)('reads %s exactly', (name) => {
    const { [name]: tensor } = readSafetensors(file, [name]);
    const { dtype, shape, values } = expected[name]!;
    const exact = dtype.includes('int') ? Number : parse;
    expect(tensor!.shape).toEqual(shape);
    expect(tensor!.dtype).toBe(dtype === 'bool' ? 'bool' : dtype.includes('int') ? 'int32' : 'float32');
    expect(Array.from(tensor!.dataSync())).toEqual(values.map(exact)); // tells -0 from 0
    tf.dispose(tensor!);
  });

  it('refuses an integer that int32 cannot hold, and keeps nothing', () => {
    const before = tf.memory().numTensors;
    expect(() => readSafetensors(file)).toThrow(/dtypes\.safetensors: tensor "i64" \(I64\): found the value -?\d+/);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says which name it lacks', () => {
    expect(() => readSafetensors(file, ['absent'])).toThrow(/found no tensor "absent"/);
  });
});

describe('readSafetensorsHeader', () => {
  it('gives types, shapes and free text without reading values', () => {
    const { tensors, metadata } = readSafetensorsHeader(file);
    expect(Object.keys(tensors).sort()).toEqual(Object.keys(expected).sort());
    expect(tensors.matrix).toMatchObject({ dtype: 'F16', shape: [3, 4] });
    expect(tensors.i64!.end - tensors.i64!.begin).toBe(5 * 8);
    expect(JSON.parse(metadata.reference!)).toEqual({ format: 'pt' });
  });
});

describe('a file that is not sound', () => {
  const folder = temporaryFolder();

  /** Writes a header and as many zero bytes of data, then reads the header back. */
  function read(header: string | object, dataBytes = 8, headerLength?: bigint): () => unknown {
    const path = join(folder, 'broken.safetensors');
    writeFileSync(path, safetensorsFile(header, new Uint8Array(dataBytes), headerLength));
    return () => readSafetensorsHeader(path);
  }
  const entry = (begin: number, end: number, more: object = {}) => ({
    dtype: 'F32',
    shape: [(end - begin) / 4],
    data_offsets: [begin, end],
    ...more,
  });

  it('is sound without fault', () => {
    expect(read({ a: entry(0, 4), b: entry(4, 8) })()).toMatchObject({ tensors: { b: { shape: [1] } } });
    expect(read({ b: entry(4, 8), none: entry(4, 4), a: entry(0, 4) })).not.toThrow();
  });

  it('refuses a header length beyond the file', () => {
    expect(read({}, 0, 2n ** 63n)).toThrow(/header length of 9223372036854775808, expected 2 at most/);
  });

  it('refuses a header that is no JSON object', () => {
    expect(read('[1, 2]')).toThrow(/found a header that starts with "\[1, 2\]", expected a JSON object/);
  });

  it.each([
    ['the same name twice', '{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}, "\\u0061": 0}'],
    ['the same field twice', '{"a": {"dtype": "F32", "dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}'],
  ])('refuses %s', (_, header) => {
    expect(read(header)).toThrow(/expected a JSON object: the key "(\\u0061|dtype)" stands twice in one object/);
  });

  it('refuses a header that is no UTF-8, and metadata other than texts', () => {
    expect(read({ __metadata__: { note: 5 }, a: entry(0, 8) })).toThrow(
      /found other things than texts in __metadata__/,
    );
    const path = join(folder, 'latin.safetensors');
    writeFileSync(path, safetensorsFile('', Buffer.from('{"\xe9": {}}', 'latin1'), 9n));
    expect(() => readSafetensorsHeader(path)).toThrow(/latin\.safetensors: found a header.*not valid/);
  });

  it.each([
    [
      'an overlap',
      { a: entry(0, 8), b: entry(4, 8) },
      /tensor "b": found an overlap, it starts at byte \d+, expected \d+/,
    ],
    ['a gap', { a: entry(0, 4), b: entry(8, 12) }, /tensor "b": found a gap/],
    ['a truncated file', { a: entry(0, 12) }, /expected \d+: the file is truncated/],
    ['bytes after the last tensor', { a: entry(0, 4) }, /bytes follow the last tensor/],
    [
      'an unknown element type',
      { a: entry(0, 8, { dtype: 'F8_E4M3' }) },
      /tensor "a": found the element type F8_E4M3, expected one of F64, F32/,
    ],
    [
      'a shape that disagrees with the bytes',
      { a: entry(0, 8, { shape: [3] }) },
      /tensor "a": found 8 bytes, expected 12 for F32 \[3\]/,
    ],
    ['a negative dimension', { a: entry(0, 8, { shape: [-1, -2] }) }, /tensor "a": found the shape \[-1,-2\]/],
    ['missing offsets', { a: entry(0, 8, { data_offsets: [0] }) }, /tensor "a": found data_offsets \[0\]/],
    ['an empty entry', { a: null }, /tensor "a": found the element type undefined/],
  ])('refuses %s', (_, header, message) => {
    expect(read(header)).toThrow(message);
  });

  it('refuses an empty file', () => {
    const path = join(folder, 'empty.safetensors');
    writeFileSync(path, '');
    expect(() => readSafetensors(path)).toThrow(/empty\.safetensors: found 0 bytes, expected at least the 8/);
  });

  it('refuses a bool that is neither 0 nor 1', () => {
    const header = { flag: { dtype: 'BOOL', shape: [1], data_offsets: [0, 1] } };
    const path = join(folder, 'bool.safetensors');
    writeFileSync(path, safetensorsFile(header, Uint8Array.of(2)));
    expect(() => readSafetensors(path)).toThrow(/tensor "flag" \(BOOL\): found the byte 2, expected 0 or 1/);
  });
});
