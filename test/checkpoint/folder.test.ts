import { cpSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CheckpointFolder, tf, tidy, writeSafetensors } from '../../lib';
import { describeEngines } from '../engines';
import { temporaryFolder, writeVectors } from './support';

const tiny = join(__dirname, '../parity/fixtures/blip2-t5-tiny');
const temporary = temporaryFolder();
let made = 0;

/** A new folder, with an index that lists `weightMap` where one is given. */
function folder(weightMap?: Record<string, unknown>): string {
  const path = join(temporary, `folder-${made++}`);
  mkdirSync(path);
  if (weightMap) {
    writeFileSync(join(path, 'model.safetensors.index.json'), JSON.stringify({ metadata: {}, weight_map: weightMap }));
  }
  return path;
}

describeEngines('CheckpointFolder', () => {
  it('reads the shards of a Hugging Face checkpoint', () => {
    const checkpoint = CheckpointFolder.open(tiny);
    expect(checkpoint.names).toHaveLength(192);
    expect(checkpoint.has('query_tokens')).toBe(true);
    expect(checkpoint.has('toString')).toBe(false);
    expect(checkpoint.shape('query_tokens')).toEqual([1, 6, 24]);
    expect(checkpoint.dtype('query_tokens')).toBe('F32');
    const tokens = checkpoint.read('query_tokens');
    expect([tokens.shape, tokens.dtype]).toEqual([[1, 6, 24], 'float32']);
    expect(() => checkpoint.read('absent')).toThrow(/blip2-t5-tiny: found no tensor "absent", expected one of its 192/);
    tokens.dispose();
  });

  it('reads model.safetensors, and a file by its name', () => {
    const path = folder();
    const file = join(path, 'model.safetensors');
    writeVectors(file, { a: [1, 2] });
    for (const place of [path, file]) {
      const a = CheckpointFolder.open(place).read('a');
      expect(a.arraySync()).toEqual([1, 2]);
      a.dispose();
    }
  });

  it('names the tensor whose numbers are not finite, unless they are allowed', () => {
    const path = folder();
    writeVectors(join(path, 'model.safetensors'), { good: [1], bad: [0, Number.NaN], large: [Infinity] });
    const checkpoint = CheckpointFolder.open(path);
    expect(() => checkpoint.read('bad')).toThrow(/model\.safetensors: tensor "bad" \(F32\): found NaN at place 1/);
    expect(() => checkpoint.readBfloat16('large')).toThrow(/found the shape/);
    expect(() => checkpoint.read('large')).toThrow(/tensor "large" \(F32\): found Infinity at place 0/);
    tf.dispose([checkpoint.read('good'), checkpoint.read('bad', { allowNonFinite: true })]);
  });

  it('reads matrices to be kept in bfloat16, from any type of float', () => {
    const numbers = tf.tensor2d([
      [1, -2],
      [1 / 3, 3e38],
    ]);
    const small = tf.tensor2d([
      [1, -2],
      [1 / 3, 65504],
    ]);
    for (const [dtype, tensor] of [
      ['F32', numbers],
      ['BF16', numbers],
      ['F16', small],
    ] as const) {
      const path = join(folder(), 'model.safetensors');
      tidy(() => {
        const others = {
          count: tf.tensor2d([[1, 2]], [1, 2], 'int32'),
          v: tf.tensor1d([1, 2]),
          infinite: tf.tensor2d([[1, Infinity]]),
        };
        writeSafetensors(path, { a: tensor, ...others }, { dtype });
      });
      const checkpoint = CheckpointFolder.open(path);
      const matrix = checkpoint.readBfloat16('a');
      const widened = matrix.widen();
      expect(widened.dataSync()[2]).toBe(0.333984375);
      expect(() => checkpoint.readBfloat16('infinite')).toThrow(
        /tensor "infinite".*: found an infinity or NaN at place 1/,
      );
      checkpoint.readBfloat16('infinite', { allowNonFinite: true }).dispose();
      expect(() => checkpoint.readBfloat16('count')).toThrow(/tensor "count" \(I32\): found no floating-point numbers/);
      expect(() => checkpoint.readBfloat16('v')).toThrow(/tensor "v" .*: found the shape \[2\], expected a matrix/);
      widened.dispose();
      matrix.dispose();
    }
    tf.dispose([numbers, small]);
  });

  it('refuses pickled weights, and says why and how to convert them', () => {
    const path = folder();
    writeFileSync(join(path, 'pytorch_model-00001-of-00002.bin'), 'PK');
    const message = /pickle format, expected safetensors: reading pickle can run any code.*save_pretrained\(/;
    expect(() => CheckpointFolder.open(path)).toThrow(message);
    expect(() => CheckpointFolder.open(join(path, 'pytorch_model-00001-of-00002.bin'))).toThrow(message);
  });

  it('refuses a place without weights', () => {
    expect(() => CheckpointFolder.open(join(temporary, 'absent'))).toThrow(/absent: found nothing there/);
    expect(() => CheckpointFolder.open(folder())).toThrow(
      /found neither model\.safetensors nor model\.safetensors\.index/,
    );
  });

  it('refuses a truncated shard and a missing one, by name', () => {
    const path = join(temporary, 'damaged');
    cpSync(tiny, path, { recursive: true });
    const shard = join(path, 'model-00003-of-00010.safetensors');
    truncateSync(shard, 60_000);
    expect(() => CheckpointFolder.open(path)).toThrow(
      /00003-of-00010\.safetensors: found 60000 bytes, expected 60776: the file is truncated/,
    );
    rmSync(shard);
    expect(() => CheckpointFolder.open(path)).toThrow(
      /weights file "model-00003-of-00010\.safetensors": found no such file/,
    );
  });

  it.each(['../x.safetensors', '/etc/passwd', 'a/b.safetensors', '..', '', 'a\\b', 'a\0b'])(
    'refuses the shard name %j',
    (shard) => {
      expect(() => CheckpointFolder.open(folder({ a: shard }))).toThrow(/weights file ".*": found a path|found a link/);
    },
  );

  it('refuses a link that leaves the folder', () => {
    const path = folder({ a: 'model-1.safetensors' });
    writeVectors(join(temporary, 'outside.safetensors'), { a: [1] });
    symlinkSync(join(temporary, 'outside.safetensors'), join(path, 'model-1.safetensors'));
    expect(() => CheckpointFolder.open(path)).toThrow(
      /weights file "model-1\.safetensors": found a link to .*outside\.safetensors/,
    );
  });

  it("follows the links of Hugging Face's cache into its store", () => {
    const repository = folder();
    const snapshot = join(repository, 'snapshots', 'main');
    for (const path of ['blobs', 'snapshots/main']) mkdirSync(join(repository, path), { recursive: true });
    writeVectors(join(repository, 'blobs', 'b5a0'), { a: [1] });
    symlinkSync('../../blobs/b5a0', join(snapshot, 'model.safetensors'));
    expect(CheckpointFolder.open(snapshot).names).toEqual(['a']);
  });

  it('refuses an index that disagrees with its shards, and lists where', () => {
    const path = folder({ a: 's.safetensors', absent: 's.safetensors' });
    writeVectors(join(path, 's.safetensors'), { a: [1], more: [2] });
    expect(() => CheckpointFolder.open(path)).toThrow(
      /s\.safetensors lacks absent\n.*s\.safetensors holds more, which/s,
    );
  });

  it.each([
    ['nonsense', /index\.json: .*expected the index of a sharded checkpoint/],
    ['{}', /found no "weight_map"/],
    ['{"weight_map": {"a": 5}}', /found no "weight_map" of file names/],
    ['{"weight_map": {"a": "x", "a": "y"}}', /the key "a" stands twice/],
  ])('refuses the index %s', (text, message) => {
    const path = folder();
    writeFileSync(join(path, 'model.safetensors.index.json'), text);
    expect(() => CheckpointFolder.open(path)).toThrow(message);
  });
});
