import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { prefetch, useEngine } from '../../../lib';
import { ImageProcessor, type RgbImage } from '../../../lib/vision';

/** A command of the bench. */
export interface ImagesCommand {
  files: string[];
  batch: number;
}

/** Decodes and preprocesses pictures: answers each command on its own line. */
async function main(): Promise<void> {
  await useEngine();
  const processor = new ImageProcessor();
  for await (const line of createInterface({ input: process.stdin })) {
    const { files, batch } = JSON.parse(line) as ImagesCommand;
    const start = performance.now();
    let numbers = 0;
    let images: RgbImage[] = [];
    const load = async (file: string) => processor.load(await readFile(file));
    for await (const image of prefetch(files, load, { ahead: 3 * batch })) {
      images.push(image);
      if (images.length < batch) continue;
      const pixels = processor.pixelValues(images);
      numbers += pixels.size;
      pixels.dispose();
      images = [];
    }
    process.stdout.write(`${JSON.stringify({ seconds: (performance.now() - start) / 1000, numbers })}\n`);
  }
}

void main();
