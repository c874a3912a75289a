import { Blip2, type InstanceKind } from '../blip2';
import { type BagSizes, blip2Captioner, type Captioner, lstmBaseline } from '../train';
import type { RunSpec } from './spec';
import { promptGeneratorOf, type Variant } from './variants';

/** A model of the study, ready to train and to caption. */
export interface RunModel {
  /** Its vision model and processor make features. */
  blip2: Blip2;
  captioner: Captioner;
  /** Numbers in all weights. */
  parameters: number;
  /** Numbers in those that are trained. */
  trained: number;
  dispose(): void;
}

/** Loads a BLIP-2 with the variant's prompt generator, whose new weights the seed draws. */
export function loadBlip2(
  folder: string,
  variant: Variant,
  instances: InstanceKind,
  { scale, seed, settings }: Pick<RunSpec, 'scale' | 'seed' | 'settings'>,
): Promise<Blip2> {
  const frozen = scale === 'full' && variant.trains !== 'with-vision' ? 'bfloat16' : 'float32';
  const promptGenerator = promptGeneratorOf(variant, instances, settings.dropout);
  return Blip2.fromPretrained(folder, { promptGenerator, instances, seed, frozen });
}

/** @param sizes to which bags are padded */
export function buildModel(blip2: Blip2, variant: Variant, sizes: BagSizes, seed: number): RunModel {
  if (variant.captioner === 'lstm') return buildLstm(blip2, variant, sizes, seed);
  const captioner = blip2Captioner(blip2, { sizes, trainVision: variant.trains === 'with-vision' });
  const dispose = () => {
    captioner.dispose();
    blip2.dispose();
  };
  return { blip2, captioner, parameters: blip2.parameters.count, trained: countWeights(captioner), dispose };
}

function buildLstm(blip2: Blip2, { pooler: pooling }: Variant, sizes: BagSizes, seed: number): RunModel {
  const { config, language, tokenizer } = blip2;
  const captioner = lstmBaseline({
    featureWidth: config.vision.width,
    pooling,
    tokenizer,
    vocabulary: language.vocabulary,
    tokens: language.tokens,
    sizes,
    seed,
  });
  const trained = countWeights(captioner);
  const vision = blip2.parameters.all().filter(([name]) => name.startsWith('vision_model.'));
  const parameters = trained + vision.reduce((sum, [, { size }]) => sum + size, 0);
  const dispose = () => {
    captioner.dispose();
    blip2.dispose();
  };
  return { blip2, captioner, parameters, trained, dispose };
}

const countWeights = (captioner: Captioner): number =>
  captioner.weights().reduce((sum, [, weight]) => sum + weight.size, 0);
