import type { FeatureModel } from '../data';
import { compile, type tf } from '../engine';
import type { Parameters } from '../nn';
import type { ImageProcessor, RgbImage, VisionTransformer } from '../vision';
import { frozenVision, weightsName } from './frozenVision';

/** Where the vision model stands in a BLIP-2. */
export const VISION = 'vision_model';

/** An encoder of pictures that runs in recorded steps. */
export interface RecordedVision {
  model: FeatureModel<RgbImage>;
  /** Frees the recordings; the weights are another's. */
  dispose(): void;
}

/**
 * The vision model of a BLIP-2 as an encoder in recorded steps, named by its weights' values: no other model's features
 * are taken for its own.
 * @param parameters of the BLIP-2, or of its vision model alone, which then has the same name
 */
export function recordedVision(
  vision: Pick<VisionTransformer, 'forward'>,
  parameters: Parameters,
  { width, patchSize, processor }: { width: number; patchSize: number; processor: ImageProcessor },
): RecordedVision {
  const embed = compile((pixels: tf.Tensor4D) => vision.forward(pixels).lastHiddenState);
  const id = weightsName(parameters, `${VISION}.`);
  return {
    model: {
      ...frozenVision(vision, { id, width, patchSize, processor }),
      encode: (pictures) => embed(processor.pixelValues(pictures)),
    },
    dispose: () => embed.dispose(),
  };
}
