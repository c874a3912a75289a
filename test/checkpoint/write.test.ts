import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  CheckpointFolder,
  readSafetensors,
  readSafetensorsHeader,
  saveCheckpoint,
  tf,
  writeSafetensors,
} from '../../lib';
import { describeEngines } from '../engines';
import { temporaryFolder } from './support';

const temporary = temporaryFolder();
const file = join(temporary, 'written.safetensors');

const samples = () => ({
  flags: tf.tensor1d([true, false, true], 'bool'),
  numbers: tf.tensor2d([1, -0, 1 / 3, 1e-40], [2, 2]),
  counts: tf.tensor1d([-1, 2 ** 31 - 1], 'int32'),
  none: tf.zeros([0, 3]),
  scalar: tf.scalar(2.5),
});

describeEngines('writeSafetensors', () => {
  it('writes what the reader reads: values, shapes, types', () => {
    const tensors = samples();
    writeSafetensors(file, tensors, { metadata: { note: 'ü "quoted"' } });
    const read = readSafetensors(file);
    for (const [name, tensor] of Object.entries(tensors)) {
      expect([read[name]!.dtype, read[name]!.shape], name).toEqual([tensor.dtype, tensor.shape]);
      expect(Array.from(read[name]!.dataSync()), name).toEqual(Array.from(tensor.dataSync()));
    }
    const header = readSafetensorsHeader(file);
    expect(header.metadata).toEqual({ note: 'ü "quoted"' });
    expect(Math.min(...Object.values(header.tensors).map(({ begin }) => begin)) % 8).toBe(0);
    expect(header.tensors.flags!.begin).toBeGreaterThan(header.tensors.scalar!.begin);
    tf.dispose([tensors, read]);
  });

  it.each(['F16', 'BF16'] as const)('rounds float32 to %s, and leaves other types', (dtype) => {
    const tensors = samples();
    writeSafetensors(file, tensors, { dtype });
    const { tensors: stored } = readSafetensorsHeader(file);
    expect([stored.numbers!.dtype, stored.counts!.dtype, stored.flags!.dtype]).toEqual([dtype, 'I32', 'BOOL']);
    const { numbers } = readSafetensors(file, ['numbers']);
    const third = dtype === 'F16' ? 0.333251953125 : 0.333984375;
    expect(numbers!.dataSync()[2]).toBe(third);
    tf.dispose([tensors, numbers!]);
  });

  it('refuses what a file cannot hold, and leaves no file', () => {
    const tensors = { small: tf.tensor1d([1]), large: tf.tensor1d([1e6]), text: tf.tensor1d(['a']) };
    const path = join(temporary, 'refused.safetensors');
    const { text, ...numbers } = tensors;
    expect(() => writeSafetensors(path, numbers, { dtype: 'F16' })).toThrow(
      /refused\.safetensors: tensor "large": found the value 1000000, expected at most 65504/,
    );
    expect(() => writeSafetensors(path, { text })).toThrow(/type string, expected float32, int32 or bool/);
    // @ts-expect-error: not a type that floats are saved in
    expect(() => writeSafetensors(path, numbers, { dtype: 'F64' })).toThrow(
      /Option dtype: found "F64", expected one of F32/,
    );
    expect(readdirSync(temporary).filter((name) => name.includes('refused'))).toEqual([]);
    tf.dispose(tensors);
  });
});

describeEngines('saveCheckpoint', () => {
  const weights = () => ({ a: tf.tensor1d([1, 2]), b: tf.tensor1d([3, 4, 5]), c: tf.tensor1d([6]) });

  it('writes one file, or shards of limited size with their index, and removes what was there before', () => {
    const folder = join(temporary, 'saved', 'deeper');
    const tensors = weights();
    const expectRead = () => {
      const checkpoint = CheckpointFolder.open(folder);
      expect(checkpoint.names).toEqual(['a', 'b', 'c']);
      const b = checkpoint.read('b');
      expect(b.arraySync()).toEqual([3, 4, 5]);
      b.dispose();
    };
    saveCheckpoint(folder, tensors);
    expect(readdirSync(folder)).toEqual(['model.safetensors']);
    expectRead();
    saveCheckpoint(folder, tensors, { maxShardBytes: 12 });
    expect(readdirSync(folder).sort()).toEqual([
      ...['1', '2', '3'].map((n) => `model-0000${n}-of-00003.safetensors`),
      'model.safetensors.index.json',
    ]);
    const index: unknown = JSON.parse(readFileSync(join(folder, 'model.safetensors.index.json'), 'utf8'));
    expect(index).toMatchObject({
      metadata: { total_size: 24 },
      weight_map: { b: 'model-00002-of-00003.safetensors' },
    });
    expect(readSafetensorsHeader(join(folder, 'model-00001-of-00003.safetensors')).metadata).toEqual({ format: 'pt' });
    expectRead();
    saveCheckpoint(folder, tensors, { dtype: 'BF16', maxShardBytes: 12 });
    expect(readdirSync(folder)).toEqual(['model.safetensors']);
    expectRead();
    tf.dispose(tensors);
  });

  it('keeps the old weights and other files when it fails', () => {
    const folder = mkdtempSync(join(temporary, 'kept-'));
    writeFileSync(join(folder, 'config.json'), '{}');
    const tensors = weights();
    const broken = { ...tensors, large: tf.tensor1d([1e9]) };
    saveCheckpoint(folder, tensors);
    expect(() => saveCheckpoint(folder, broken, { dtype: 'F16', maxShardBytes: 8 })).toThrow(/tensor "large"/);
    expect(readdirSync(folder).sort()).toEqual(['config.json', 'model.safetensors']);
    expect(CheckpointFolder.open(folder).names).toEqual(['a', 'b', 'c']);
    expect(existsSync(join(folder, 'config.json'))).toBe(true);
    expect(() => saveCheckpoint(folder, tensors, { maxShardBytes: 0 })).toThrow(/maxShardBytes: found 0/);
    tf.dispose(broken);
  });
});
