import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ImageProcessor, type RgbImage } from '../../lib';
import { describeEngines } from '../engines';
import { bytesOf, processorFolder, readStored } from './images';

interface Case {
  name: string;
  file: string;
  output_size: number;
}
const { cases } = JSON.parse(readFileSync(join(processorFolder, 'cases.json'), 'utf8')) as { cases: Case[] };
const expected = readStored(join(processorFolder, 'expected.safetensors'));
const plain = (width: number, height: number): RgbImage => ({
  width,
  height,
  data: new Uint8Array(3 * width * height),
});

describeEngines('ImageProcessor', () => {
  it.each(cases)("gives each number of Hugging Face's: $name", async ({ name, file, output_size: size }) => {
    const processor = new ImageProcessor({ size: { width: size, height: size } });
    const image = await processor.load(join(processorFolder, file));
    expect(Uint8Array.from(image.data)).toEqual(bytesOf(expected[`${name}.resized`]!));
    const values = processor.pixelValues([image]);
    expect(values.shape).toEqual([1, 3, size, size]);
    const { buffer } = Uint8Array.from(expected[`${name}.pixel_values`]!.bytes);
    expect(Float32Array.from(values.dataSync())).toEqual(new Float32Array(buffer));
    values.dispose();
  });

  it('makes a batch of pictures of any sizes', () => {
    const values = new ImageProcessor({ size: { width: 4, height: 2 } }).pixelValues([plain(9, 3), plain(4, 2)]);
    expect(values.shape).toEqual([2, 3, 2, 4]);
    values.dispose();
    const asTheyAre = new ImageProcessor({ size: undefined });
    expect(() => asTheyAre.pixelValues([plain(9, 3), plain(4, 2)])).toThrow(
      'images of 9 x 3 and 4 x 2, expected one size',
    );
    expect(() => asTheyAre.pixelValues([])).toThrow('Found no images');
  });

  it('takes its options from preprocessor_config.json', () => {
    const processor = ImageProcessor.fromPretrained(processorFolder);
    expect(processor.size).toEqual({ width: 224, height: 224 });
    expect(processor).toEqual(new ImageProcessor());
  });
});

describe('preprocessor_config.json', () => {
  const folder = mkdtempSync(join(tmpdir(), 'processor-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'preprocessor_config.json');
  const read = (config: string | object) => {
    writeFileSync(path, typeof config === 'string' ? config : JSON.stringify(config));
    return ImageProcessor.fromPretrained(folder);
  };

  it('may leave everything to the defaults, or switch steps off', () => {
    expect(read({})).toEqual(new ImageProcessor());
    const off = read({ do_resize: false, do_rescale: false, do_normalize: false });
    const options = { size: undefined, rescaleFactor: 1, mean: [0, 0, 0], deviation: [1, 1, 1] };
    expect(off).toEqual(new ImageProcessor(options));
  });

  it.each([
    ['nonsense', /preprocessor_config\.json: .*JSON/],
    [{ resample: 2 }, /preprocessor_config\.json: found resample 2, expected 3 \(bicubic\)/],
    [{ size: { shortest_edge: 224 } }, /found the size \{"shortest_edge":224\}, expected a width and a height/],
    [{ size: { width: 2.5, height: 3 } }, /Option size\.width: found 2\.5/],
    [{ do_center_crop: true }, /found do_center_crop, expected the steps of BlipImageProcessor/],
    [{ image_mean: [0.5] }, /Option mean: found 1 values, expected 3/],
  ])('is refused with its name: %j', (config, message) => {
    expect(() => read(config)).toThrow(message);
  });
});
