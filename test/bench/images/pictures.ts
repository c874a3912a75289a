import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { packageFolder } from '../../../lib/data';
import { Random } from '../../../lib/nn';

/** JPEG files of soft coloured noise, made once. @returns their paths */
export async function makePictures(count: number, side: number): Promise<string[]> {
  const folder = join(packageFolder(), 'out', 'bench-images', `${count}-of-${side}`);
  const files = Array.from({ length: count }, (_, i) => join(folder, `${i}.jpg`));
  if (existsSync(folder)) return files;
  const random = new Random(7);
  mkdirSync(`${folder}.part`, { recursive: true });
  for (let i = 0; i < count; i++) {
    const data = Uint8Array.from({ length: 16 * 16 * 3 }, () => random.integer(256));
    const picture = sharp(data, { raw: { width: 16, height: 16, channels: 3 } });
    await picture
      .resize(side, side)
      .jpeg({ quality: 85 })
      .toFile(join(`${folder}.part`, `${i}.jpg`));
  }
  renameSync(`${folder}.part`, folder);
  return files;
}
