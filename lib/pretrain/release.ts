import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Blip2 } from '../blip2';
import { loadMiniCoco, planSlides, type Sample, writeSlides } from '../data';
import { consensusCaption, mostCommonCaption, scoreCaptions } from '../metrics';
import { CAPTION_PROMPT } from './languageStage';
import { readmeOf } from './readme';
import type { Stage } from './workshop';

/** How much a model is looked at when it is done. */
export interface ScoreSettings {
  /** Scenes of MiniCOCO's validation split. */
  scenes: number;
  /** Slides that exist for this only. */
  slides: number;
}

/** What a model says without having seen a training picture of any scenario. */
export interface ZeroShot {
  scenes: number;
  /** Captions after `a photo of`. */
  greedy: Record<string, number>;
  beams: Record<string, number>;
  /** Captions without a text before them, greedy. */
  unprompted: Record<string, number>;
  /** Captions of MiniCOCO's training split that never look. */
  blind: { mostCommon: Record<string, number>; consensus: Record<string, number> };
  examples: { caption: string; reference: string }[];
  /** What is said of slides. */
  slides: string[];
}

const metrics = ['BLEU-4', 'ROUGE-L', 'CIDEr'] as const;
const EXAMPLES = 12;

/** Patches of a slide that are looked at. */
const PATCHES = 24;
const SLIDE_SEED = 77_003_000;

/** Captions scenes of the validation split and slides, and scores the former. @param scratch a folder to paint slides in */
export async function lookAt(model: Blip2, settings: ScoreSettings, scratch: string): Promise<ZeroShot> {
  const { splits } = await loadMiniCoco();
  const samples = splits.val.slice(0, settings.scenes);
  const bytes = await Promise.all(samples.map(({ images }) => images[0]!.read()));
  const caption = async (prompt: string, beams: number) =>
    (await model.caption(bytes, { prompt, beams, batch: 25 })).captions;
  const greedy = await caption(CAPTION_PROMPT, 1);
  const training = splits.train.flatMap(({ captions }) => captions);
  const ids = samples.map(({ id }) => id);
  return {
    scenes: samples.length,
    greedy: score(samples, greedy),
    beams: score(samples, await caption(CAPTION_PROMPT, 5)),
    unprompted: score(samples, await caption('', 1)),
    blind: {
      mostCommon: score(samples, [...mostCommonCaption(training, ids).values()]),
      consensus: score(samples, [...consensusCaption(training, ids).values()]),
    },
    examples: greedy.slice(0, EXAMPLES).map((text, i) => ({ caption: text, reference: samples[i]!.captions[0]! })),
    slides: await captionSlides(model, settings.slides, join(scratch, 'slides')),
  };
}

function score(samples: readonly Sample[], captions: readonly string[]): Record<string, number> {
  const references = Object.fromEntries(samples.map(({ id, captions: own }) => [`i${id}`, [...own]]));
  const predictions = Object.fromEntries(samples.map(({ id }, i) => [`i${id}`, captions[i]!]));
  const { scores } = scoreCaptions({ references, predictions, metrics });
  return Object.fromEntries(Object.entries(scores).map(([name, value]) => [name, Number(value.toFixed(4))]));
}

async function captionSlides(model: Blip2, count: number, folder: string): Promise<string[]> {
  const plans = planSlides({ seed: SLIDE_SEED, slides: count }).map((plan) => ({ ...plan, patches: PATCHES }));
  await writeSlides(folder, plans);
  const patches = join(folder, 'patches_captions');
  const files = readdirSync(patches).sort();
  const bags = plans.map(({ id }) => files.filter((file) => file.startsWith(id)).map((file) => join(patches, file)));
  const { captions } = await model.caption(bags, { prompt: CAPTION_PROMPT, beams: 1, batch: 1 });
  rmSync(folder, { recursive: true, force: true });
  return captions;
}

/** How a model was made, as it is written beside it. */
export interface PretrainRecord {
  name: string;
  settings: object;
  /** Scenes that it has seen: of models that no split of the miniatures shows, and of those of their training splits. */
  drawn: { reserved: number; training: number };
  /** Of what it was made, with the losses by epoch. */
  stages: Pick<Stage, 'name' | 'seconds' | 'log'>[];
  zeroShot: ZeroShot;
}

/** Puts a model's folder where it is used from, with its record and README; the folder appears whole. */
export function publish(from: string, to: string, record: PretrainRecord): void {
  const part = `${to}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  cpSync(from, part, { recursive: true });
  writeFileSync(join(part, 'pretraining.json'), `${JSON.stringify(record, null, 1)}\n`);
  writeFileSync(join(part, 'README.md'), readmeOf(record));
  rmSync(to, { recursive: true, force: true });
  renameSync(part, to);
}
