import { expect, it } from 'vitest';
import { type GenerateOptions, generate, type LanguageModel, tf } from '../../lib';
import { describeEngines } from '../engines';
import { generationPrompt, kinds, loaders, readReferenceJson, type Tiny } from './tiny';

interface Run {
  name: string;
  inputs: string;
  options: Record<string, number | boolean | string>;
  sequences: number[][];
  sequences_scores?: number[];
}

interface References {
  eos_token_id: number;
  runs: Run[];
}

/** transformers' names -> ours. */
const names: Record<string, keyof GenerateOptions> = {
  num_beams: 'beams',
  max_new_tokens: 'maxNewTokens',
  min_new_tokens: 'minNewTokens',
  min_length: 'minLength',
  length_penalty: 'lengthPenalty',
  repetition_penalty: 'repetitionPenalty',
  early_stopping: 'earlyStopping',
  num_return_sequences: 'returnSequences',
};

const optionsOf = (run: Run): GenerateOptions =>
  Object.fromEntries(Object.entries(run.options).map(([name, value]) => [names[name] ?? `unknown ${name}`, value]));

/** What follows the prompt, without the padding behind the end token. */
function newIds(sequence: number[], written: number, end: number): number[] {
  const ids = sequence.slice(written);
  const last = ids.indexOf(end);
  return last < 0 ? ids : ids.slice(0, last + 1);
}

describeEngines('generation against transformers', () => {
  for (const kind of kinds) {
    const { runs, eos_token_id: end } = readReferenceJson<References>(kind, 'generation.json');
    it(`${kind}: the ids of all ${runs.length} runs, and the scores of beams`, async () => {
      const tiny: Tiny<LanguageModel> = loaders[kind]();
      expect(runs.length).toBeGreaterThan(14);
      expect(tiny.model.tokens.end).toBe(end);
      for (const run of runs) {
        const title = `${run.name}, ${run.inputs}`;
        const prompt = generationPrompt(tiny, run.inputs);
        const written = tiny.model.written(prompt);
        const before = tf.memory().numTensors;
        const found = await generate(tiny.model, prompt, optionsOf(run));
        expect(tf.memory().numTensors, title).toBe(before);
        const expected = run.sequences.map((sequence) => newIds(sequence, written[0]!.length, end));
        expect(
          found.map(({ ids }) => ids),
          title,
        ).toEqual(expected);
        run.sequences_scores?.forEach((score, i) => {
          // A negative length penalty multiplies the sum of log-probabilities, and with it what float32 moves.
          const { ids, score: own } = found[i]!;
          const factor = ids.length ** -(run.options.length_penalty as number);
          expect(Math.abs(own! - score), title).toBeLessThan(1e-4 * Math.max(1, factor));
        });
        tf.dispose([prompt.embeddings, prompt.mask ?? []]);
      }
      tiny.dispose();
    });
  }
});
