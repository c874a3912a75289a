import { readBlip2Config } from '../blip2';
import { CheckpointFolder, restore } from '../checkpoint';
import type { FeatureModel } from '../data';
import { ImageProcessor, type RgbImage, VisionTransformer } from '../vision';
import { recordedVision, VISION } from './recordedVision';

/** A vision model from a folder, as an encoder of pictures. */
export interface LoadedVision {
  model: FeatureModel<RgbImage>;
  /** Frees its weights. */
  dispose(): void;
}

/**
 * The vision model of a BLIP-2 folder, without the rest, to extract features with in recorded steps. They are named by the
 * weights' values, as those of the whole BLIP-2 are.
 * @param frozen how its matrices are kept: see `Blip2Options` @throws as `Blip2.fromPretrained` does
 */
export function loadVision(folder: string, frozen: 'float32' | 'bfloat16' = 'float32'): LoadedVision {
  const { vision: options } = readBlip2Config(folder);
  const { model: vision, parameters } = restore(
    CheckpointFolder.open(folder),
    (scope) => new VisionTransformer(scope.child(VISION), options),
    { mayBeUnused: (name) => !name.startsWith(`${VISION}.`), keepHalf: () => frozen === 'bfloat16' },
  );
  const { model, dispose } = recordedVision(vision, parameters, {
    ...options,
    processor: ImageProcessor.fromPretrained(folder),
  });
  return {
    model,
    dispose() {
      dispose();
      parameters.dispose();
    },
  };
}
