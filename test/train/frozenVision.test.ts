import sharp from 'sharp';
import { expect, it } from 'vitest';
import { extractFeatures, type Sample } from '../../lib/data';
import { Bfloat16Matrix, tf } from '../../lib/engine';
import { Parameters } from '../../lib/nn';
import { frozenVision, weightsName } from '../../lib/train';
import { decodeImage, ImageProcessor, VisionTransformer } from '../../lib/vision';
import { temporaryFolder } from '../data/fixtures';
import { describeEngines } from '../engines';

const size = { width: 16, height: 16 };
const options = { width: 8, layers: 2, heads: 2, hidden: 16, imageSize: 16, patchSize: 8 };

/** A small picture of coloured stripes. */
const picture = (shade: number) => {
  const data = Uint8Array.from({ length: 20 * 12 * 3 }, (_, i) => (i * shade) % 256);
  return sharp(data, { raw: { width: 20, height: 12, channels: 3 } })
    .png()
    .toBuffer();
};

describeEngines('frozenVision', () => {
  it('gives the features of the transformer itself', async () => {
    const parameters = new Parameters(3);
    const vision = new VisionTransformer(parameters.root(), options);
    const processor = new ImageProcessor({ size });
    const files = await Promise.all([3, 5, 7].map(picture));
    const sample: Sample = {
      id: 'bag',
      images: files.map((bytes, i) => ({ name: `${i}.png`, read: async () => bytes })),
      captions: ['Stripes.'],
      meta: {},
    };
    const model = frozenVision(vision, { ...options, id: weightsName(parameters), processor });
    expect(model.tokens).toBe(5);
    const features = await extractFeatures(model, [sample], { cache: temporaryFolder(), batchSize: 2 });
    const { shape, values } = await features.bag(sample);
    await features.close();

    const images = await Promise.all(files.map((bytes) => decodeImage(bytes)));
    const expected = tf.tidy(() => vision.forward(processor.pixelValues(images)).lastHiddenState.dataSync());
    expect(shape).toEqual([3, 5, 8]);
    for (const [i, value] of expected.entries()) expect(values[i]).toBeCloseTo(value, 5);
    parameters.dispose();
  });

  it('names weights by their values', () => {
    const named = (seed: number, prefix?: string) => {
      const parameters = new Parameters(seed);
      new VisionTransformer(parameters.root().child('vision_model'), options);
      try {
        return weightsName(parameters, prefix);
      } finally {
        parameters.dispose();
      }
    };
    expect(named(1)).toBe(named(1));
    expect(named(1)).not.toBe(named(2));
    expect(named(1, 'vision_model.encoder.layers.0.')).not.toBe(named(1));
    expect(() => named(1, 'language')).toThrow('Found no parameter whose name starts with "language"');
  });

  it('counts matrices that are kept in bfloat16', () => {
    const named = (bits: number) => {
      const storedHalf = (_: string, shape: readonly [number, number]) =>
        new Bfloat16Matrix(new Uint16Array(shape[0] * shape[1]).fill(bits), shape);
      const parameters = new Parameters(1, { storedHalf });
      new VisionTransformer(parameters.root(), options);
      const name = weightsName(parameters);
      parameters.dispose();
      return name;
    };
    expect(named(0x3f80)).toBe(named(0x3f80));
    expect(named(0x3f80)).not.toBe(named(0x3f81));
  });

  it('needs a processor that resizes, and tells processors apart', () => {
    const vision = { forward: () => expect.unreachable() };
    const of = (processor: ImageProcessor, decode = {}) =>
      frozenVision(vision, { ...options, id: 'x', processor, decode }).preprocessing;
    expect(() => of(new ImageProcessor({ size: undefined }))).toThrow('does not resize');
    const names = [
      of(new ImageProcessor({ size })),
      of(new ImageProcessor({ size: { width: 16, height: 24 } })),
      of(new ImageProcessor({ size, mean: [0, 0, 0] })),
      of(new ImageProcessor({ size }), { orient: false }),
    ];
    expect(new Set(names).size).toBe(4);
  });
});
