import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  CheckpointFolder,
  Parameters,
  readVisionConfig,
  restore,
  type Scope,
  tf,
  tidy,
  VisionTransformer,
} from '../../lib';
import { interpolatePositions } from '../../lib/vision';
import { describeEngines } from '../engines';
import { expectGradients } from '../parity/gradients';
import { loadReference, maxAbsoluteDifference } from '../parity/reference';

const fixtures = join(__dirname, '../parity/fixtures');
const tiny = { width: 32, layers: 2, heads: 4, hidden: 40, imageSize: 28 };

/** The vision part of a checkpoint of Hugging Face. */
function fromHuggingFace(name: string) {
  const folder = join(fixtures, name);
  const { vision_config } = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as {
    vision_config: object;
  };
  const build = (scope: Scope) =>
    new VisionTransformer(scope.child('vision_model'), readVisionConfig(vision_config, 'config.json'));
  const mayBeUnused = (tensor: string) => !tensor.startsWith('vision_model.');
  return restore(CheckpointFolder.open(folder), build, { mayBeUnused });
}

/** Three times what the reference itself moves between float32 and float64, at least 1e-4. */
function tolerance(name: string, tensor: string): number {
  const file = join(fixtures, name, 'tolerances.json');
  const { float32_minus_float64_max_abs: moves } = JSON.parse(readFileSync(file, 'utf8')) as Record<
    string,
    Record<string, number>
  >;
  return Math.max(1e-4, 3 * moves![tensor]!);
}

describeEngines('VisionTransformer', () => {
  it.each(['blip2-t5-tiny', 'blip2-opt-tiny'])("gives the numbers of Hugging Face's: %s", (name) => {
    const { tensors: io } = loadReference(`${name}/io`);
    const { model, parameters } = fromHuggingFace(name);
    tidy(() => {
      const found = model.forward(io.pixel_values as tf.Tensor4D, { layers: true });
      const outputs = found.layers.map(({ output }, i) => [`layer.${i}.output`, output!] as const);
      for (const [part, tensor] of [
        ['embeddings', found.embeddings],
        ...outputs,
        ['last_hidden_state', found.lastHiddenState],
        ['pooler_output', found.pooled],
      ] as const) {
        const difference = maxAbsoluteDifference(tensor, io[`expected.vision.${part}`]!);
        expect(difference, part).toBeLessThan(tolerance(name, `vision.${part}`));
      }
      expect(found.layers).toHaveLength(3);
    });
    tf.dispose(io);
    parameters.dispose();
  });

  it('gives attention maps where they are asked for, and holds no block output otherwise', () => {
    const { tensors } = loadReference('vision-tiny');
    const { model, parameters } = fromHuggingFace('blip2-t5-tiny');
    tidy(() => {
      const before = tf.memory().numTensors;
      const plain = model.forward(tensors.pixel_values as tf.Tensor4D);
      expect(plain.layers).toEqual([{}, {}, {}]);
      expect(tf.memory().numTensors - before).toBe(3);
      const found = model.forward(tensors.pixel_values as tf.Tensor4D, { attention: true });
      found.layers.forEach(({ attention, output }, i) => {
        expect(output).toBeUndefined();
        expect(maxAbsoluteDifference(attention!, tensors[`attention.${i}`]!)).toBeLessThan(1e-5);
      });
    });
    tf.dispose(tensors);
    parameters.dispose();
  });

  it('takes other image sizes by interpolating the positions', () => {
    const { tensors } = loadReference('vision-tiny');
    const { model, parameters } = fromHuggingFace('blip2-t5-tiny');
    tidy(() => {
      const { lastHiddenState } = model.forward(tensors['wide.pixel_values'] as tf.Tensor4D);
      expect(lastHiddenState.shape).toEqual([1, 16, 32]);
      expect(maxAbsoluteDifference(lastHiddenState, tensors['wide.last_hidden_state']!)).toBeLessThan(1e-4);
      const positions = parameters.get('vision_model.embeddings.position_embedding') as tf.Tensor as tf.Tensor3D;
      for (const name of Object.keys(tensors).filter((key) => key.startsWith('positions.'))) {
        const [height, width] = name.split('.').slice(1).map(Number) as [number, number];
        const found = interpolatePositions(positions, height, width);
        expect(maxAbsoluteDifference(found, tensors[name]!), name).toBeLessThan(1e-5);
      }
    });
    tf.dispose(tensors);
    parameters.dispose();
  });

  it('has the gradients of PyTorch, of every weight and of the pixels', () => {
    const { tensors } = loadReference('vision-tiny');
    const { model, parameters } = fromHuggingFace('blip2-t5-tiny');
    const pixels = tf.variable(tensors.pixel_values!) as tf.Variable;
    const variables = { pixel_values: pixels, ...Object.fromEntries(parameters.entries()) };
    const gradients = Object.entries(tensors).filter(([name]) => name.startsWith('grad.'));
    const expected = Object.fromEntries(gradients.map(([name, tensor]) => [name.slice('grad.'.length), tensor]));
    expect(Object.keys(variables).sort()).toEqual(Object.keys(expected).sort());
    const output = () => model.forward(pixels as tf.Tensor as tf.Tensor4D).lastHiddenState;
    expectGradients(output, tensors.cotangent!, variables, expected);
    pixels.dispose();
    tf.dispose(tensors);
    parameters.dispose();
  });

  it('refuses images that are no multiple of its patches', () => {
    const parameters = new Parameters();
    const model = new VisionTransformer(parameters.root(), tiny);
    for (const shape of [
      [1, 3, 28, 30],
      [1, 1, 28, 28],
      [1, 3, 0, 28],
    ] as [number, number, number, number][]) {
      const images: tf.Tensor4D = tf.zeros(shape);
      expect(() => model.forward(images)).toThrow(
        `Found images [${shape}], expected [N, 3, height, width] in multiples of 14`,
      );
      images.dispose();
    }
    parameters.dispose();
  });

  it('has no bias of queries, keys and values where the options say so', () => {
    const parameters = new Parameters();
    new VisionTransformer(parameters.root(), { ...tiny, qkvBias: false });
    expect(parameters.names.filter((name) => name.includes('qkv'))).toEqual(
      [0, 1].map((layer) => `encoder.layers.${layer}.self_attn.qkv.weight`),
    );
    parameters.dispose();
  });

  it('refuses impossible options', () => {
    const parameters = new Parameters();
    const make = (options: object) => () => new VisionTransformer(parameters.root(), { ...tiny, ...options });
    expect(make({ heads: 5 })).toThrow('multiple of the heads, found 32 and 5');
    expect(make({ imageSize: 30 })).toThrow('multiple of the patch size, found 30 and 14');
    expect(make({ layers: 0 })).toThrow('Option layers: found 0');
    parameters.dispose();
  });
});

describe('readVisionConfig', () => {
  it('reads vision_config, and refuses an activation that is not built', () => {
    const where = 'config.json: vision_config';
    const options = readVisionConfig({ hidden_size: 48, num_attention_heads: 4, qkv_bias: false }, where);
    expect(options).toMatchObject({ width: 48, heads: 4, qkvBias: false, layers: 39, patchSize: 14 });
    expect(() => readVisionConfig({ hidden_act: 'quick_gelu' }, where)).toThrow(
      'config.json: vision_config: hidden_act: found "quick_gelu", expected "gelu".',
    );
  });
});
