import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Blip2, createBlip2, type LanguageKind, languageKinds } from '../blip2';
import { loadTokenizer } from '../language';
import { Parameters, Random } from '../nn';
import { ALIGNED_TOKENS, trainAlignment } from './alignmentStage';
import { bytePairTokenizer } from './bytePairs';
import { StoredFeatures, storeFeatures } from './features';
import { trainGeneration } from './generationStage';
import { JointQFormer } from './jointQFormer';
import { trainLanguage } from './languageStage';
import type { EpochLog } from './loop';
import { lookAt, publish, type ZeroShot } from './release';
import { drawPart, drawPartAside, loadScenes, type ScenePart } from './scenes';
import { type PretrainSettings, pretrainSettings } from './settings';
import { type DomainTexts, mixTexts, writeTexts } from './texts';
import { unigramTokenizer } from './unigram';
import { trainVision } from './visionStage';
import { keepWeights, type Stage, takeWeights, Workshop } from './workshop';

/** What is pretrained, and where it goes. */
export interface PretrainOptions {
  /** Where stages are kept. */
  folder: string;
  /** Where the finished models go: `mini-blip2-t5` and `mini-blip2-opt`. */
  models: string;
  /** Which of the two (default: both). */
  kinds?: readonly LanguageKind[];
  settings?: PretrainSettings;
  /** Called with lines about what is going on. */
  onProgress?: (line: string) => void;
}

const tokenizers = { t5: unigramTokenizer, opt: bytePairTokenizer };

/** Makes small BLIP-2s from generated data alone, stage by stage; finished stages are not made again. */
export async function pretrain(options: PretrainOptions): Promise<void> {
  const { folder, models, kinds = languageKinds, settings = pretrainSettings, onProgress = () => {} } = options;
  const work: Work = { settings, shop: new Workshop(folder, onProgress), onProgress };
  const { scenes: drawn } = settings;
  const scenes = await drawScenes(work);
  const texts = await write(work);
  const start = await begin(work, 't5', texts);
  const vision = await seePictures(work, start, scenes);
  const features = await embedScenes(work, start, vision, scenes);
  const aligned = await align(work, start, features);
  for (const kind of kinds) {
    const own = kind === 't5' ? start : await begin(work, kind, texts);
    const language = await readTexts(work, kind, own, texts);
    const model = await speak(work, kind, own, { vision, features, aligned, language });
    const scored = await judge(work, kind, model);
    publish(join(model.folder, MODEL), join(models, `mini-blip2-${kind}`), {
      name: `mini-blip2-${kind}`,
      settings,
      drawn: { reserved: drawn.pretrain * drawn.each, training: drawn.train * drawn.each },
      stages: [...scenes, texts, vision, features, aligned, language, model].map(({ name, seconds, log }) => ({
        name,
        seconds,
        log,
      })),
      zeroShot: scored.log as ZeroShot,
    });
  }
}

interface Work {
  settings: PretrainSettings;
  shop: Workshop;
  onProgress: (line: string) => void;
}

/** Draws the parts two by two, each in a process of its own; a single one here. */
async function drawScenes({ settings: { seed, scenes }, shop }: Work): Promise<Stage[]> {
  const parts = scenes.pretrain + scenes.train;
  const draw = (part: number) => {
    const count = scenes.each;
    const from: Omit<ScenePart, 'folder'> =
      part < scenes.pretrain
        ? { seed: 1000 * seed + part, count }
        : { seed: 3000 * seed + part, count, split: 'train' };
    const drawIt = parts === 1 ? drawPart : drawPartAside;
    return shop.stage(`scenes-${part}`, { from }, (folder) => drawIt({ folder, ...from }));
  };
  const stages: Stage[] = [];
  for (let part = 0; part < parts; part += 2) {
    stages.push(...(await Promise.all([part, part + 1].filter((one) => one < parts).map(draw))));
  }
  return stages;
}

const write = ({ settings: { seed, texts }, shop }: Work): Promise<Stage> =>
  shop.stage('texts', { from: { seed, ...texts } }, (to) =>
    writeFileSync(join(to, 'texts.json'), JSON.stringify(writeTexts(texts, seed))),
  );

/** A BLIP-2 that has learned nothing but its tokenizer. */
function begin({ settings, shop }: Work, kind: LanguageKind, texts: Stage): Promise<Stage> {
  const { seed, vocabulary, vision, qformer } = settings;
  const shapes = { vision, qformer, language: settings.languages[kind] };
  return shop.stage(`start-${kind}`, { from: { seed, vocabulary, shapes }, needs: [texts] }, (to) =>
    createBlip2(to, shapes, { seed, tokenizer: tokenizers[kind](textsOf(texts), vocabulary) }),
  );
}

/** The language model learns to write what it reads. */
function readTexts({ settings, shop, onProgress }: Work, kind: LanguageKind, start: Stage, texts: Stage) {
  const name = `language-${kind}`;
  return shop.stage(name, { from: settings.language[kind], needs: [texts, start] }, (to) =>
    withModel(start.folder, async (model) => {
      const weights = weightsBelow(model, 'language_model.');
      const log = await trainLanguage(settings.language[kind], {
        language: model.language,
        tokenizer: model.tokenizer,
        beginToken: model.config.beginToken,
        weights,
        texts: textsOf(texts),
        random: new Random(settings.seed).child(name),
        onEpoch: reporter(name, onProgress),
      });
      keepWeights(to, weights);
      return log;
    }),
  );
}

/** The vision transformer learns which text belongs to which picture. */
function seePictures({ settings, shop, onProgress }: Work, start: Stage, scenes: readonly Stage[]): Promise<Stage> {
  return shop.stage('vision', { from: settings.contrast, needs: [start, ...scenes] }, (to) =>
    withModel(start.folder, async (model) => {
      const weights = weightsBelow(model, 'vision_model.');
      const log = await trainVision(settings.contrast, {
        vision: model.vision,
        width: settings.vision.width,
        processor: model.processor,
        tokenizer: model.tokenizer,
        weights,
        pictures: await loadScenes(scenes.map(({ folder }) => folder)),
        random: new Random(settings.seed).child('vision'),
        onEpoch: reporter('vision', onProgress),
      });
      keepWeights(to, weights);
      return log;
    }),
  );
}

const FEATURES = 'features.bin';
const CAPTIONS = 'captions.json';
const MODEL = 'model';

/** The frozen vision transformer's embeddings of all scenes, and their captions beside them. */
function embedScenes({ shop }: Work, start: Stage, vision: Stage, scenes: readonly Stage[]): Promise<Stage> {
  return shop.stage('features', { from: {}, needs: [start, vision, ...scenes] }, (to) =>
    withModel(start.folder, async (model) => {
      takeWeights(weightsBelow(model, 'vision_model.'), [vision]);
      const pictures = await loadScenes(scenes.map(({ folder }) => folder));
      const images = pictures.map(({ image }) => image);
      await storeFeatures(join(to, FEATURES), images, { ...model, batch: 64 });
      writeFileSync(join(to, CAPTIONS), JSON.stringify(pictures.map(({ captions }) => captions)));
    }),
  );
}

function openFeatures({ settings: { vision } }: Work, { folder }: Stage) {
  const instances = 1 + (vision.imageSize / vision.patchSize) ** 2;
  return {
    features: StoredFeatures.read(join(folder, FEATURES), instances, vision.width),
    captions: JSON.parse(readFileSync(join(folder, CAPTIONS), 'utf8')) as string[][],
  };
}

/** The QFormer learns to bring forth what a text says. */
function align(work: Work, start: Stage, features: Stage): Promise<Stage> {
  const { settings, shop, onProgress } = work;
  const tokenizer = loadTokenizer(start.folder);
  return shop.stage('alignment', { from: settings.alignment, needs: [features] }, async (to) => {
    const parameters = new Parameters(settings.seed);
    const qformer = new JointQFormer(parameters.root(), {
      ...settings.qformer,
      instanceWidth: settings.vision.width,
      vocabulary: tokenizer.size,
      positions: ALIGNED_TOKENS,
      space: settings.contrast.space,
    });
    try {
      const log = await trainAlignment(settings.alignment, {
        ...openFeatures(work, features),
        qformer,
        parameters,
        tokenizer,
        random: new Random(settings.seed).child('alignment'),
        onEpoch: reporter('alignment', onProgress),
      });
      keepWeights(to, parameters.entries());
      return log;
    } finally {
      parameters.dispose();
    }
  });
}

/** QFormer and projection learn to make the frozen language model describe pictures. */
function speak(
  work: Work,
  kind: LanguageKind,
  start: Stage,
  { vision, features, aligned, language }: Record<'vision' | 'features' | 'aligned' | 'language', Stage>,
): Promise<Stage> {
  const { settings, shop, onProgress } = work;
  const name = `generation-${kind}`;
  return shop.stage(name, { from: settings.generation, needs: [start, features, aligned, language] }, (to) =>
    withModel(start.folder, async (model) => {
      takeWeights(weightsBelow(model, 'vision_model.'), [vision]);
      takeWeights(weightsBelow(model, 'language_model.'), [language]);
      // What only texts went through stays behind.
      takeWeights([...weightsBelow(model, 'query_tokens'), ...weightsBelow(model, 'qformer.')], [aligned]);
      const log = await trainGeneration(settings.generation, {
        ...openFeatures(work, features),
        model,
        random: new Random(settings.seed).child(name),
        onEpoch: reporter(name, onProgress),
      });
      model.save(join(to, MODEL), { dtype: 'BF16' });
      return log;
    }),
  );
}

/** What the finished model says without having been taught any scenario. */
const judge = ({ settings, shop }: Work, kind: LanguageKind, stage: Stage): Promise<Stage> =>
  shop.stage(`score-${kind}`, { from: settings.score, needs: [stage] }, (to) =>
    withModel(join(stage.folder, MODEL), (model) => lookAt(model, settings.score, to)),
  );

async function withModel<T>(folder: string, use: (model: Blip2) => Promise<T>): Promise<T> {
  const model = await Blip2.fromPretrained(folder);
  try {
    return await use(model);
  } finally {
    model.dispose();
  }
}

const weightsBelow = (model: Blip2, prefix: string) =>
  [...model.parameters.entries()].filter(([name]) => name.startsWith(prefix));

/** The texts of the stage that wrote them, mixed. */
function textsOf({ folder }: Stage): string[] {
  return mixTexts(JSON.parse(readFileSync(join(folder, 'texts.json'), 'utf8')) as DomainTexts, 0);
}

const reporter =
  (stage: string, onProgress: (line: string) => void) =>
  ({ epoch, seconds, losses }: EpochLog) => {
    const parts = Object.entries(losses).map(([name, loss]) => `${name} ${loss.toFixed(3)}`);
    onProgress(`${stage}: epoch ${epoch}, ${seconds.toFixed(0)} s, ${parts.join(', ')}`);
  };
