import type { Blip2Shapes, LanguageKind } from '../blip2';
import type { GenerationTraining } from './generationStage';
import type { LanguageTraining } from './languageStage';
import type { LoopSettings } from './loop';
import type { ScoreSettings } from './release';
import type { TextCounts } from './texts';
import type { VisionTraining } from './visionStage';

/** Everything that decides what `npm run pretrain` makes. */
export interface PretrainSettings {
  seed: number;
  /**
   * Drawn scenes with five captions each, in parts of so many, two of which are drawn side by side: parts of models that
   * no split of the miniatures shows, and parts, from other seeds, of the models of their training splits.
   */
  scenes: { pretrain: number; train: number; each: number };
  texts: TextCounts;
  /** Ids of each tokenizer. */
  vocabulary: number;
  vision: Blip2Shapes['vision'];
  qformer: Blip2Shapes['qformer'];
  languages: Record<LanguageKind, Blip2Shapes['language']>;
  language: Record<LanguageKind, LanguageTraining>;
  contrast: VisionTraining;
  alignment: LoopSettings;
  generation: GenerationTraining;
  score: ScoreSettings;
}

const stack = { width: 192, heads: 6 };

/** The settings of the models in `data/models`. */
export const pretrainSettings: PretrainSettings = {
  seed: 1,
  scenes: { pretrain: 6, train: 4, each: 1500 },
  texts: { scenes: 3500, products: 3000, slides: 2500 },
  vocabulary: 1200,
  vision: { ...stack, layers: 6, hidden: 768, imageSize: 128, patchSize: 16 },
  qformer: { ...stack, layers: 6, hidden: 768, queries: 16 },
  languages: {
    t5: { kind: 't5', ...stack, layers: 3, hidden: 512 },
    opt: { kind: 'opt', ...stack, layers: 6, hidden: 768, positions: 512 },
  },
  language: {
    // An encoder and a decoder learn to read each other slowly: more steps.
    t5: { epochs: 6, batch: 32, learningRate: 1.5e-3, noise: 0.25 },
    opt: { epochs: 3, batch: 64, learningRate: 2e-3, noise: 0.25 },
  },
  contrast: {
    ...{ epochs: 12, batch: 64, learningRate: 1e-3 },
    ...{ space: 128, textLayers: 2, wordWeight: 0.4, shift: 8, startScale: 3 },
  },
  alignment: { epochs: 3, batch: 32, learningRate: 5e-4 },
  generation: { epochs: 5, batch: 32, learningRate: 5e-4, dropout: false },
  score: { scenes: 250, slides: 3 },
};
