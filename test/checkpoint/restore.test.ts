import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  CheckpointFolder,
  Linear,
  ones,
  type RestoreOptions,
  restore,
  type Scope,
  saveCheckpoint,
  tf,
  tidy,
  writeSafetensors,
} from '../../lib';
import { describeEngines } from '../engines';
import { temporaryFolder, writeVectors } from './support';

const temporary = temporaryFolder();

function checkpoint(vectors: Record<string, number[]>): CheckpointFolder {
  const path = join(temporary, 'model.safetensors');
  writeVectors(path, vectors);
  return CheckpointFolder.open(path);
}

const build = (scope: Scope) => ({
  weight: scope.child('layer').parameter('weight', [2], ones),
  bias: scope.child('layer').parameter('bias', [1], ones),
});

const sound = { 'layer.weight': [3, 4], 'layer.bias': [5] };

describeEngines('restore', () => {
  const restored = (vectors: Record<string, number[]>, options?: RestoreOptions) =>
    restore(checkpoint(vectors), build, options);

  it('builds a model with the values of the checkpoint', () => {
    const { model, parameters, fresh } = restored(sound);
    expect([model.weight.arraySync(), model.bias.arraySync()]).toEqual([[3, 4], [5]]);
    expect([parameters.names, fresh]).toEqual([['layer.weight', 'layer.bias'], []]);
    expect(parameters.get('layer.bias').trainable).toBe(true);
    parameters.dispose();
  });

  it('lists every missing, unused and wrongly shaped tensor with a hint, and keeps nothing', () => {
    const before = tf.memory().numTensors;
    const fails = () => restored({ 'layer.weight': [1, 2, 3], other: [1], another: [1, 2] });
    expect(fails).toThrow(/model\.safetensors: the weights do not fit the model:\n/);
    expect(fails).toThrow('  layer.weight: found [3], expected [2]\n  missing: layer.bias [1]\n');
    expect(fails).toThrow('  unused: other [1]\n  unused: another [2]\nNames differ: is this a checkpoint of another');
    expect(() => restored({ 'layer.weight': [1, 2] })).toThrow(/missing: layer\.bias \[1\]\nThe checkpoint lacks/);
    expect(() => restored({ ...sound, more: [1] })).toThrow(/unused: more \[1\]\nThe checkpoint holds more/);
    expect(() => restored({ ...sound, 'layer.bias': [1, 2] })).toThrow(/expected \[1\]\nSizes differ/);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('lists forty problems at most', () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`more.${i}`, [1]]));
    expect(() => restored({ ...sound, ...many })).toThrow(/unused: more\.39 \[1\]\n {2}and 10 more\n/);
  });

  it('gives new parameters their initial values, and leaves tensors unread, where that is allowed', () => {
    const options = {
      mayBeNew: (name: string) => name.endsWith('bias'),
      mayBeUnused: (name: string) => name === 'old',
    };
    const { model, parameters, fresh } = restored({ 'layer.weight': [3, 4], old: [1] }, options);
    expect(model.bias.arraySync()).toEqual([1]);
    expect(fresh).toEqual(['layer.bias']);
    parameters.dispose();
  });

  it('keeps matrices of linear maps in bfloat16 where it is told so', () => {
    const path = join(temporary, 'linear.safetensors');
    tidy(() => {
      const second = { 'second.weight': tf.tensor2d([[5], [6]]), 'second.bias': tf.tensor1d([7, 8]) };
      writeSafetensors(path, { 'first.weight': tf.tensor2d([[1, 2, 3, 4.003]]), ...second });
    });
    const layers = (scope: Scope) => [
      new Linear(scope.child('first'), 4, 1, { bias: false }),
      new Linear(scope.child('second'), 1, 2),
    ];
    const keepHalf = (name: string) => name === 'first.weight';
    const { model, parameters } = restore(CheckpointFolder.open(path), layers, { keepHalf });
    expect([parameters.names, parameters.halfNames]).toEqual([['second.weight', 'second.bias'], ['first.weight']]);
    expect(parameters.count).toBe(8);
    const last = tidy(() => model[0]!.forward(tf.tensor3d([[[0, 0, 0, 1]]])).arraySync());
    expect(last).toEqual([[[4]]]); // 4.003 in 8 bits of mantissa
    saveCheckpoint(join(temporary, 'again'), Object.fromEntries(parameters.all()), { dtype: 'F32' });
    const again = CheckpointFolder.open(join(temporary, 'again'));
    expect(again.names.sort()).toEqual(['first.weight', 'second.bias', 'second.weight']);
    expect(tidy(() => again.read('first.weight').arraySync())).toEqual([[1, 2, 3, 4]]);
    expect(() =>
      restore(CheckpointFolder.open(path), (scope) => new Linear(scope.child('first'), 3, 1), { keepHalf }),
    ).toThrow(/first\.weight: found \[1,4\], expected \[1,3\]/);
    parameters.dispose();
  });

  it('refuses NaN by the name of the tensor, unless allowed', () => {
    const before = tf.memory().numTensors;
    const broken = { ...sound, 'layer.bias': [Number.NaN] };
    expect(() => restored(broken)).toThrow(/tensor "layer\.bias" \(F32\): found NaN/);
    expect(tf.memory().numTensors).toBe(before);
    restored(broken, { allowNonFinite: true }).parameters.dispose();
  });
});
