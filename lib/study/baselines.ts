import type { Sample } from '../data';
import { consensusCaption, mostCommonCaption, mostCommonCaptionOfClass } from '../metrics';

/** Captions by sample. */
export type CaptionsById = ReadonlyMap<string, string>;

/**
 * What predictors say that see no picture, learned from the captions that a run trains on: the most common caption, the one
 * that is nearest to all others, and, where samples have a class, the most common of the true class.
 */
export function blindCaptions(training: readonly Sample[], test: readonly Sample[]): Record<string, CaptionsById> {
  const captions = training.flatMap((sample) => sample.captions);
  const ids = test.map(({ id }) => id);
  const common = mostCommonCaption(captions, ids);
  const blind: Record<string, CaptionsById> = {
    'most common': common,
    consensus: consensusCaption(captions, ids),
  };
  const ofClass = classPrior(training, test);
  if (ofClass) blind['class prior'] = new Map([...common, ...ofClass]);
  return blind;
}

/** For the samples whose class is known from training; undefined where samples have none. */
function classPrior(training: readonly Sample[], test: readonly Sample[]): CaptionsById | undefined {
  if (test.some(({ meta }) => meta.subtype === undefined)) return undefined;
  const known = training.flatMap(({ captions, meta }) =>
    meta.subtype === undefined ? [] : captions.map((caption) => ({ class: meta.subtype!, caption })),
  );
  const classes = new Set(known.map((entry) => entry.class));
  const asked = test.filter(({ meta }) => classes.has(meta.subtype!));
  return mostCommonCaptionOfClass(known, new Map(asked.map(({ id, meta }) => [id, meta.subtype!])));
}

/**
 * One human against the others: what two people say of the same sample.
 * @returns the first captions of samples with several, and these samples with the other ones
 */
export function humanAgainstOthers(samples: readonly Sample[]): { captions: CaptionsById; samples: Sample[] } {
  const several = samples.filter(({ captions }) => captions.length > 1);
  return {
    captions: new Map(several.map(({ id, captions }) => [id, captions[0]!])),
    samples: several.map((sample) => ({ ...sample, captions: sample.captions.slice(1) })),
  };
}
