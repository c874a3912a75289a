import { loadOracle, type Sample } from '../data';
import { openMeteor, scoreCaptions } from '../metrics';
import { blindCaptions, type CaptionsById, humanAgainstOthers } from './baselines';
import type { Scores } from './result';
import type { RunData } from './runData';
import { scenarios } from './scenarios';
import type { RunSpec, ScenarioName } from './spec';
import { classAccuracy } from './subtypes';

const metrics = ['BLEU-4', 'METEOR', 'ROUGE-L', 'CIDEr'] as const;

/** Name of the score that says how many reports name the class of their slide. */
export const CLASS_ACCURACY = 'subtype accuracy';

/**
 * Scores captions of samples: METEOR without its paraphrase table, so that no download is needed, which its name says; and
 * where captions name a class, how many name the right one.
 */
export function scoreSamples(scenario: ScenarioName, samples: readonly Sample[], captions: CaptionsById): Scores {
  const references = new Map(samples.map((sample) => [sample.id, sample.captions]));
  const { scores } = scoreCaptions({ references, predictions: captions, metrics, meteor: plainMeteor() });
  if (!scenarios[scenario].namesClass) return scores;
  const truth = samples.flatMap(({ id, meta }) => (meta.subtype === undefined ? [] : [[id, meta.subtype] as const]));
  return truth.length > 0 ? { ...scores, [CLASS_ACCURACY]: classAccuracy(captions, new Map(truth)) } : scores;
}

const plainMeteor = () => openMeteor({ paraphrases: false });

/** What a run's scores lie between. */
export interface Bounds {
  blind: Record<string, Scores>;
  oracle: Scores | null;
}

/** Those of this process's runs, which many share. */
const known = new Map<string, Bounds>();

/**
 * Scores of blind predictors, which learn from the run's training captions, and of the oracle: of a miniature, what its
 * generator writes again from the truth; of real data, one human against the others.
 */
export function boundsOf(spec: RunSpec, data: RunData, split: 'validation' | 'test' = 'test'): Bounds {
  const { scenario, scale, size, seed } = spec;
  const key = JSON.stringify([scenario, scale, size === 'all' ? size : [size, seed], data.name, split]);
  let bounds = known.get(key);
  if (!bounds) {
    const blind = Object.entries(blindCaptions(data.train, data[split]));
    bounds = {
      blind: Object.fromEntries(blind.map(([name, captions]) => [name, scoreSamples(scenario, data[split], captions)])),
      oracle: oracleScores(spec, data[split]),
    };
    known.set(key, bounds);
  }
  return bounds;
}

function oracleScores({ scenario, scale }: RunSpec, samples: readonly Sample[]): Scores | null {
  const { oracle } = scenarios[scenario];
  if (scale === 'mini' && oracle) {
    const written = loadOracle(oracle);
    return scoreSamples(scenario, samples, new Map(samples.map(({ id }) => [id, written.get(id)!])));
  }
  const { captions, samples: several } = humanAgainstOthers(samples);
  return several.length > 0 ? scoreSamples(scenario, several, captions) : null;
}
