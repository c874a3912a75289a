import type { RunResult } from '../../lib/study/result';
import { type RunSpec, runId } from '../../lib/study/spec';
import { trainingSettings } from '../../lib/train';

/** A spec as another, but for what is given. */
export function fakeSpec(changes: Partial<RunSpec> = {}): RunSpec {
  const seed = changes.seed ?? 1;
  return {
    version: 1,
    scenario: 'scenes',
    scale: 'mini',
    language: 't5',
    variant: 'ppeg',
    size: 100,
    seed,
    settings: trainingSettings({ epochs: 2, seed }),
    ...changes,
  };
}

const references = {
  a: ['a red chair beside a table', 'the chair is red'],
  b: ['two lamps on a desk', 'a desk with two lamps'],
  c: ['a green sofa in a room', 'a sofa that is green'],
  d: ['a wooden shelf with books', 'books on a shelf'],
};

/** A result of a spec, with scores near `level`, but for what is given. */
export function fakeResult(spec: RunSpec, level = 0.3, changes: Partial<RunResult> = {}): RunResult {
  const scores = {
    'BLEU-1': level + 0.3,
    'BLEU-4': level,
    METEOR: level - 0.1,
    'ROUGE-L': level + 0.2,
    CIDEr: 4 * level,
  };
  return {
    id: runId(spec),
    spec,
    trainingSamples: spec.size === 'all' ? 2000 : spec.size,
    scores,
    validation: [
      { epoch: 0, loss: null, scores: { 'BLEU-4': 0.01, CIDEr: 0.02 } },
      { epoch: 1, loss: 2.5, scores: { 'BLEU-4': level - 0.1, CIDEr: 3 * level } },
      { epoch: 2, loss: 2.1, scores: { 'BLEU-4': level, CIDEr: 4 * level } },
    ],
    bestEpoch: 2,
    blind: { 'most common': { 'BLEU-4': 0.1, METEOR: 0.1, 'ROUGE-L': 0.3, CIDEr: 0.1 } },
    oracle: { 'BLEU-4': 0.8, METEOR: 0.5, 'ROUGE-L': 0.9, CIDEr: 5 },
    captions: { a: 'a red chair', b: 'two lamps on a desk', c: 'a green chair', d: 'a shelf with books' },
    references,
    fixedCaptions: [{ epoch: 0, captions: { a: 'a drawing' } }],
    cost: { seconds: 60, secondsPerStep: 0.05, peakBytes: 1e9, parameters: 6e6, trained: 2e6 },
    provenance: {
      commit: null,
      version: '0.1.0',
      engine: 'tensorflow',
      node: 'v20',
      processor: 'test',
      date: '2026-01-01T00:00:00.000Z',
      data: 'MiniCOCO',
      model: 'mini-blip2-t5',
    },
    ...changes,
  };
}
