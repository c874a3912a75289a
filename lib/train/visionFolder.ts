import { readBlip2Config } from '../blip2';
import { CheckpointFolder, restore } from '../checkpoint';
import type { FeatureModel } from '../data';
import { compile, type tf } from '../engine';
import { ImageProcessor, type RgbImage, VisionTransformer } from '../vision';
import { frozenVision, weightsName } from './frozenVision';

/** A vision model from a folder, as an encoder of pictures. */
export interface LoadedVision {
  model: FeatureModel<RgbImage>;
  /** Frees its weights. */
  dispose(): void;
}

/** Where the vision model stands in a BLIP-2. */
const VISION = 'vision_model';

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
  const { width, patchSize } = options;
  const processor = ImageProcessor.fromPretrained(folder);
  const embed = compile((pixels: tf.Tensor4D) => vision.forward(pixels).lastHiddenState);
  const id = weightsName(parameters, `${VISION}.`);
  return {
    model: {
      ...frozenVision(vision, { id, width, patchSize, processor }),
      encode: (pictures) => embed(processor.pixelValues(pictures)),
    },
    dispose() {
      embed.dispose();
      parameters.dispose();
    },
  };
}
