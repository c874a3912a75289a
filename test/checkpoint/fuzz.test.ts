import { unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random, readSafetensors, tf, useEngine } from '../../lib';
import { safetensorsFile, temporaryFolder } from './support';

const FILES = 10_000;

const sound = safetensorsFile(
  {
    __metadata__: { format: 'pt' },
    'a.weight': { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
    'a.bias': { dtype: 'F16', shape: [3], data_offsets: [24, 30] },
    flag: { dtype: 'BOOL', shape: [], data_offsets: [30, 31] },
    none: { dtype: 'I64', shape: [0, 5], data_offsets: [31, 31] },
    step: { dtype: 'I64', shape: [1], data_offsets: [31, 39] },
  },
  Uint8Array.from({ length: 39 }, (_, i) => (i === 30 ? 1 : i < 30 ? 7 * i : 0)),
);

/** What may stand in a header: digits that change sizes, and the signs of JSON. */
const tokens = [
  '0',
  '9',
  '-',
  '1e9',
  '4294967296',
  '[',
  ']',
  '{',
  '}',
  '"',
  ',',
  ':',
  'null',
  'F64',
  '__proto__',
  '\\u0061',
  '\u0000',
];

/** One to four random changes: other bytes, text put in or cut out, the file cut short or drawn out. */
function mutate(random: Random): Buffer {
  let file = Buffer.from(sound);
  for (let changes = 1 + random.integer(4); changes > 0; changes--) {
    const place = random.integer(file.length || 1);
    const length = 1 + random.integer(12);
    const text = Buffer.from(tokens[random.integer(tokens.length)]!);
    const [before, after] = [file.subarray(0, place), file.subarray(place)];
    const changed = [
      () => Buffer.concat([before, Buffer.from([random.integer(256)]), after.subarray(1)]),
      () => Buffer.concat([before, text, after.subarray(text.length)]),
      () => Buffer.concat([before, text, after]),
      () => Buffer.concat([before, after.subarray(length)]),
      () => Buffer.concat([before, after.subarray(0, length), after]),
      () => before,
      () => Buffer.concat([file, Buffer.alloc(length)]),
    ];
    file = changed[random.integer(changed.length)]!();
  }
  return withTrueLength(file, random);
}

/** In half of the files the header's length is made to fit the size again, so that the faults behind it are met. */
function withTrueLength(file: Buffer, random: Random): Buffer {
  if (file.length < 48 || random.uniform() < 0.5) return file;
  const copy = Buffer.from(file);
  copy.writeBigUInt64LE(BigInt(file.length - 8 - 39));
  return copy;
}

describe('the reader of safetensors files', () => {
  beforeAll(() => useEngine('cpu'));
  const folder = temporaryFolder();
  let files = 0;

  /** `read`, `refused: ...`, or what should not be. */
  function read(file: Buffer): string {
    // A new file each time: a file system may flush one that is written over.
    const path = join(folder, `${files++}.safetensors`);
    writeFileSync(path, file);
    try {
      const tensors = Object.values(readSafetensors(path));
      // No more numbers than the file has bytes: a header cannot make the reader take memory.
      const numbers = tensors.reduce((sum, { size }) => sum + size, 0);
      tf.dispose(tensors);
      return numbers <= file.length ? 'read' : `read ${numbers} numbers of ${file.length} bytes`;
    } catch (error) {
      const { message } = error as Error;
      return message.startsWith(`${path}: `) ? `refused: ${message.slice(path.length + 2)}` : `${error}`;
    } finally {
      unlinkSync(path);
    }
  }

  it(`reads ${FILES} mutated files or says what is wrong with them, and keeps nothing`, () => {
    const before = tf.memory().numTensors;
    const random = new Random(1);
    expect(read(sound)).toBe('read');
    const results = Array.from({ length: FILES }, () => read(mutate(random)));
    const refused = results.filter((result) => result.startsWith('refused: '));
    expect(results.filter((result) => result !== 'read' && !result.startsWith('refused: '))).toEqual([]);
    expect(new Set(refused.map((message) => message.replace(/[\d"].*/, ''))).size).toBeGreaterThan(3);
    expect(results.length - refused.length).toBeGreaterThan(100); // changed numbers only, and harmless headers
    expect(tf.memory().numTensors).toBe(before);
  });
});
