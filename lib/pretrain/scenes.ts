import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { loadKarpathy, writeScenes } from '../data';
import type { Random } from '../nn';
import { decodeImage, type RgbImage } from '../vision';

/** Scenes to draw: one part of a set that is drawn in parts. */
export interface ScenePart {
  folder: string;
  seed: number;
  count: number;
  /** Which models: those that no split of the miniatures shows (default), or those that their training splits show. */
  split?: 'pretrain' | 'train';
}

/** Draws scenes that no split of the miniatures has, with five captions each. */
export async function drawPart({ folder, seed, count, split = 'pretrain' }: ScenePart): Promise<void> {
  await writeScenes(folder, { seed, dataset: 'mini-scenes', counts: [[split, count]] });
}

/** `drawPart` in a process of its own, so that several are drawn side by side. @throws if the process fails */
export function drawPartAside(part: ScenePart): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker: ChildProcess = fork(join(__dirname, 'sceneWorker.js'));
    worker.once('error', reject);
    worker.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${part.folder}: the process that draws scenes ended with ${code}.`)),
    );
    worker.send(part);
  });
}

/** A picture and what is said of it. */
export interface CaptionedPicture {
  image: RgbImage;
  captions: readonly string[];
}

/** The scenes of folders, decoded: about 50 kB each. */
export async function loadScenes(folders: readonly string[]): Promise<CaptionedPicture[]> {
  const pictures: CaptionedPicture[] = [];
  for (const folder of folders) {
    const { splits } = await loadKarpathy(folder, { licence: 'CC0 1.0' });
    for (const { images, captions } of splits.train) {
      pictures.push({ image: await decodeImage(await images[0]!.read()), captions });
    }
  }
  return pictures;
}

/** A picture moved by up to `reach` pixels; what comes in from beyond an edge is the edge. */
export function shiftAtRandom({ width, height, data }: RgbImage, reach: number, random: Random): RgbImage {
  const [right, down] = [random.integer(2 * reach + 1) - reach, random.integer(2 * reach + 1) - reach];
  const within = (place: number, length: number) => Math.min(Math.max(place, 0), length - 1);
  const moved = new Uint8Array(data.length);
  for (let row = 0; row < height; row++) {
    const from = 3 * width * within(row - down, height);
    const to = 3 * width * row;
    for (let column = 0; column < width; column++) {
      const source = from + 3 * within(column - right, width);
      moved[to + 3 * column] = data[source]!;
      moved[to + 3 * column + 1] = data[source + 1]!;
      moved[to + 3 * column + 2] = data[source + 2]!;
    }
  }
  return { width, height, data: moved };
}
