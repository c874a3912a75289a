import { readFileSync } from 'node:fs';
import { Random } from '../../../lib/nn';
import { corpusNames, loadCorpus } from '../../parity/metrics';

export interface Corpus {
  references: Record<string, string[]>;
  predictions: Record<string, string>;
}

/** The captions of a COCO annotation file: the first one of each image against the others. */
export function cocoCorpus(file: string): Corpus {
  const { annotations } = JSON.parse(readFileSync(file, 'utf8')) as {
    annotations: { image_id: number; caption: string }[];
  };
  const captions = new Map<string, string[]>();
  for (const { image_id, caption } of annotations) {
    const list = captions.get(String(image_id)) ?? [];
    captions.set(String(image_id), [...list, caption]);
  }
  return firstAgainstOthers(captions);
}

/**
 * Five captions for each of many images, always the same ones: captions of the reference corpora in which three words of
 * ten are changed for others. They have about COCO's length and many n-grams that occur once.
 */
export function generatedCorpus(images: number): Corpus {
  const sources = corpusNames
    .filter((name) => name === 'scene' || name === 'product')
    .flatMap((name) => loadCorpus(name).images.map((image) => image.references[0]!));
  const words = [...new Set(sources.flatMap((caption) => caption.split(' ')))];
  const random = new Random(0);
  const vary = (caption: string) =>
    caption
      .split(' ')
      .map((word) => (random.uniform() < 0.3 ? words[random.integer(words.length)]! : word))
      .join(' ');
  const captions = new Map<string, string[]>();
  for (let image = 0; image < images; image++) {
    const source = sources[random.integer(sources.length)]!;
    captions.set(
      String(image + 1),
      Array.from({ length: 5 }, () => vary(source)),
    );
  }
  return firstAgainstOthers(captions);
}

function firstAgainstOthers(captions: ReadonlyMap<string, readonly string[]>): Corpus {
  const corpus: Corpus = { references: {}, predictions: {} };
  for (const [id, [first, ...others]] of captions) {
    corpus.predictions[id] = first!;
    corpus.references[id] = others;
  }
  return corpus;
}
