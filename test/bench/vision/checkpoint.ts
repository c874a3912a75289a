import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Parameters, saveCheckpoint, tf, VisionTransformer } from '../../../lib';
import { packageFolder } from '../../../lib/data';
import { uniformNumbers } from '../../../lib/engine';

export const visionTypes = ['F32', 'BF16'] as const;
export type VisionType = (typeof visionTypes)[number];

/** Where the checkpoint of ViT-g with random weights is kept, in that type. */
export const checkpointFolder = (dtype: VisionType) => join(packageFolder(), 'out', 'bench', 'data', `vit-g-${dtype}`);

/** Writes ViT-g with random weights (norms 1, the rest uniform in +-0.035) where it is missing: 3.9 GB, or half in BF16. */
export function writeCheckpoint(dtype: VisionType): void {
  const folder = checkpointFolder(dtype);
  if (existsSync(join(folder, 'model.safetensors'))) return;
  mkdirSync(folder, { recursive: true });
  let seed = 0;
  const stored = (name: string, shape: readonly number[]) =>
    tf.tidy(() => {
      if (name.includes('norm')) return name.endsWith('weight') ? tf.ones([...shape]) : tf.zeros([...shape]);
      const key = seed++;
      return tf.mul(
        tf.sub(
          uniformNumbers(shape, () => [key, 1]),
          0.5,
        ),
        0.07,
      );
    });
  const parameters = new Parameters(0, { stored });
  new VisionTransformer(parameters.root());
  saveCheckpoint(folder, Object.fromEntries(parameters.entries()), { dtype });
  parameters.dispose();
}
