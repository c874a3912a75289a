import type { Blip2Shapes } from '../blip2';
import type { GenerationTraining } from './generationStage';
import type { LanguageTraining } from './languageStage';
import type { LoopSettings } from './loop';
import type { ScoreSettings } from './release';
import type { TextCounts } from './texts';
import type { VisionTraining } from './visionStage';

/** Everything that decides what `npm run pretrain` makes. */
export interface PretrainSettings {
  seed: number;
  /** Drawn scenes with five captions each, in parts that are drawn side by side. */
  scenes: { parts: number; each: number };
  texts: TextCounts;
  /** Ids of each tokenizer. */
  vocabulary: number;
  vision: Blip2Shapes['vision'];
  qformer: Blip2Shapes['qformer'];
  languages: Record<LanguageKind, Blip2Shapes['language']>;
  language: LanguageTraining;
  contrast: VisionTraining;
  alignment: LoopSettings;
  generation: GenerationTraining;
  score: ScoreSettings;
}

export const languageKinds = ['t5', 'opt'] as const;
export type LanguageKind = (typeof languageKinds)[number];

const stack = { width: 192, heads: 6 };

/** The settings of the models in `data/models`. */
export const pretrainSettings: PretrainSettings = {
  seed: 1,
  scenes: { parts: 6, each: 1500 },
  texts: { scenes: 3500, products: 3000, slides: 2500 },
  vocabulary: 1200,
  vision: { ...stack, layers: 6, hidden: 768, imageSize: 128, patchSize: 16 },
  qformer: { ...stack, layers: 6, hidden: 768, queries: 16 },
  languages: {
    t5: { kind: 't5', ...stack, layers: 3, hidden: 512 },
    opt: { kind: 'opt', ...stack, layers: 6, hidden: 768, positions: 512 },
  },
  language: { epochs: 3, batch: 64, learningRate: 2e-3, noise: 0.25 },
  contrast: {
    ...{ epochs: 10, batch: 128, learningRate: 1e-3 },
    ...{ space: 128, textLayers: 2, wordWeight: 0.1, shift: 8 },
  },
  alignment: { epochs: 4, batch: 64, learningRate: 5e-4 },
  generation: { epochs: 8, batch: 64, learningRate: 5e-4, dropout: false },
  score: { scenes: 250, slides: 3 },
};
