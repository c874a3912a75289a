import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  engineInfo,
  type GenerateOptions,
  type GenerationUpdate,
  generate,
  type LanguageModel,
  type Prompt,
  type T5,
  tf,
  tidy,
} from '../../lib';
import { resolveOptions } from '../../lib/language/generate/options';
import { repeatingIds } from '../../lib/language/generate/rules';
import { describeEngines } from '../engines';
import more from '../parity/fixtures/generation-more.json';
import { type GenerationRun, newIds, optionsOf } from '../parity/generation';
import { generationPrompt, type Kind, kinds, loaders, loadOpt, loadT5, readReferenceJson, type Tiny } from './tiny';

interface References {
  eos_token_id: number;
  runs: GenerationRun[];
}

const additional = more as unknown as Record<Kind, GenerationRun[]>;

async function expectRun(tiny: Tiny<LanguageModel>, run: GenerationRun): Promise<void> {
  const title = JSON.stringify([run.inputs, run.options]);
  const prompt = generationPrompt(tiny, run.inputs);
  const written = tiny.model.written(prompt);
  const before = tf.memory().numTensors;
  const found = await generate(tiny.model, prompt, optionsOf(run));
  expect(tf.memory().numTensors, title).toBe(before);
  const expected = run.sequences.map((sequence) => newIds(sequence, written[0]!.length, tiny.model.tokens.end));
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

/** Models whose additional runs were compared: they test the search, which is the same on every engine. */
const compared = new Set<Kind>();

describeEngines('generation against transformers', () => {
  for (const kind of kinds) {
    it(`${kind}: the ids of the runs, and the scores of beams`, async () => {
      const { runs, eos_token_id: end } = readReferenceJson<References>(kind, 'generation.json');
      const tiny: Tiny<LanguageModel> = loaders[kind]();
      expect([runs.length, additional[kind].length, tiny.model.tokens.end]).toEqual([15, 15, end]);
      // The slow engine, where every operation is as in the others, takes a part.
      const chosen = engineInfo().name === 'cpu' ? runs.filter((_, i) => i % 4 === 0) : runs;
      for (const run of compared.has(kind) ? chosen : [...chosen, ...additional[kind]]) await expectRun(tiny, run);
      compared.add(kind);
      tiny.dispose();
    });
  }
});

// A suite in the suite, so that its tensors are freed before they are counted.
describeEngines('generation', () => withTinyT5());

function withTinyT5() {
  describe('with T5', () => {
    let tiny: Tiny<T5>;
    let prompt: Prompt;
    beforeAll(() => {
      tiny = loadT5();
      prompt = generationPrompt(tiny, 'prompt');
    });
    afterAll(() => {
      tf.dispose([prompt.embeddings, prompt.mask!]);
      tiny.dispose();
    });

    /** Runs it and checks that no tensor is left behind. */
    async function flat<T>(run: () => Promise<T>): Promise<T> {
      const before = tf.memory().numTensors;
      try {
        return await run();
      } finally {
        expect(tf.memory().numTensors).toBe(before);
      }
    }

    it('tells every token as it is chosen, and when a sequence is final', async () => {
      const updates: GenerationUpdate[] = [];
      const options = { maxNewTokens: 6, onUpdate: (update: GenerationUpdate) => updates.push(update) };
      const [first, second] = await flat(() => generate(tiny.model, prompt, options));
      const own = updates.filter((update) => update.prompt === 0);
      expect(own.map(({ ids }) => ids)).toEqual(first!.ids.map((_, i) => first!.ids.slice(0, i + 1)));
      expect(own.map(({ done }) => done)).toEqual(first!.ids.map((_, i) => i === first!.ids.length - 1));
      expect(updates.filter((update) => update.prompt === 1).at(-1)).toEqual({
        prompt: 1,
        ids: second!.ids,
        done: true,
      });
    });

    it('tells the best beam so far, and the final sequence last', async () => {
      const updates: GenerationUpdate[] = [];
      const options = { beams: 3, maxNewTokens: 6, onUpdate: (update: GenerationUpdate) => updates.push(update) };
      const found = await flat(() => generate(tiny.model, prompt, options));
      for (const { prompt: index, ids } of found) {
        const own = updates.filter((update) => update.prompt === index);
        expect(own.length).toBeGreaterThan(2);
        expect(own.at(-1)).toEqual({ prompt: index, ids, done: true });
        expect(own.filter(({ done }) => done)).toHaveLength(1);
        own.slice(0, -1).forEach(({ ids: soFar }, i) => {
          expect(soFar).toHaveLength(i + 1);
        });
      }
    });

    it('gives the event loop its turn between tokens', async () => {
      let turns = 0;
      const timer = setInterval(() => turns++, 0);
      await generate(tiny.model, prompt, { maxNewTokens: 8, minNewTokens: 8 });
      clearInterval(timer);
      expect(turns).toBeGreaterThan(1);
    });

    it('stops at a signal, with its reason and no tensor left behind', async () => {
      for (const beams of [1, 3]) {
        const controller = new AbortController();
        let tokens = 0;
        const onUpdate = () => {
          if (++tokens === 4) controller.abort(new Error('enough'));
        };
        const options = { beams, maxNewTokens: 12, minNewTokens: 12, signal: controller.signal, onUpdate };
        await flat(() => expect(generate(tiny.model, prompt, options)).rejects.toThrow('enough'));
        expect(tokens).toBeLessThan(7);
      }
      await flat(() => {
        const started = generate(tiny.model, prompt, { signal: AbortSignal.abort(new Error('before')) });
        return expect(started).rejects.toThrow('before');
      });
    });

    it('leaves no tensor behind when the model or the caller throws', async () => {
      const failing: LanguageModel = Object.assign(Object.create(tiny.model) as LanguageModel, {
        step: () => {
          tf.zeros([3]);
          throw new Error('no memory');
        },
      });
      await flat(() => expect(generate(failing, prompt, { beams: 2 })).rejects.toThrow('no memory'));
      const onUpdate = () => {
        throw new Error('closed');
      };
      await flat(() => expect(generate(tiny.model, prompt, { onUpdate })).rejects.toThrow('closed'));
    });

    it('writes the same for a prompt alone and beside a longer one', async () => {
      const [batch] = prompt.embeddings.shape;
      const together = await generate(tiny.model, prompt, { beams: 3, maxNewTokens: 8 });
      for (let row = 0; row < batch; row++) {
        const alone = tidy(() => {
          const length = (tf.sum(tf.slice(prompt.mask!, row, 1)).arraySync() as number) | 0;
          return tf.slice(prompt.embeddings, [row, 0, 0], [1, length, tiny.model.width]);
        });
        const [found] = await generate(tiny.model, { embeddings: alone }, { beams: 3, maxNewTokens: 8 });
        expect(found!.ids).toEqual(together[row]!.ids);
        alone.dispose();
      }
    });

    it('refuses a prompt that does not fit, and scores that are no numbers', async () => {
      const { embeddings } = prompt;
      const [batch, length, width] = embeddings.shape;
      const wrong = tf.zeros<tf.Rank.R3>([1, 2, width + 1]);
      const mask = tf.ones([batch, length + 1]);
      const broken = tf.fill<tf.Rank.R3>([1, 2, width], Number.NaN);
      await flat(async () => {
        await expect(generate(tiny.model, { embeddings: wrong })).rejects.toThrow(
          `found embeddings [1,2,${width + 1}], expected [batch, length, ${width}]`,
        );
        await expect(generate(tiny.model, { embeddings, mask })).rejects.toThrow(
          `found a mask [${batch},${length + 1}], expected [${batch}, ${length}]`,
        );
        await expect(generate(tiny.model, { embeddings, ids: [[1]] })).rejects.toThrow(
          'found ids of lengths 1, expected',
        );
        for (const beams of [1, 2]) {
          await expect(generate(tiny.model, { embeddings: broken }, { beams })).rejects.toThrow('NaN');
        }
      });
      tf.dispose([wrong, mask, broken]);
    });
  });
}

describeEngines('generation with a decoder alone', () => {
  it('refuses padding at the end of a prompt', async () => {
    const tiny = loadOpt();
    const [embeddings, mask] = [
      tf.zeros<tf.Rank.R3>([2, 3, tiny.model.width]),
      tf.tensor2d([
        [0, 1, 1],
        [1, 1, 0],
      ]),
    ];
    await expect(generate(tiny.model, { embeddings, mask })).rejects.toThrow(
      'padding at the end of prompt 1, expected',
    );
    tf.dispose([embeddings, mask]);
    tiny.dispose();
  });

  it('refuses more places than the model has positions', async () => {
    const tiny = loadOpt();
    const embeddings = tf.zeros<tf.Rank.R3>([1, 95, tiny.model.width]);
    const before = tf.memory().numTensors;
    const options = { maxNewTokens: 4, minNewTokens: 4 };
    await expect(generate(tiny.model, { embeddings }, options)).rejects.toThrow(
      'OPT has 96 positions (max_position_embeddings), found a sequence of 97',
    );
    expect(tf.memory().numTensors).toBe(before);
    embeddings.dispose();
    tiny.dispose();
  });
});

describe('options of generation', () => {
  const resolve = (options: GenerateOptions) => resolveOptions(options, 5, 1);

  it('have defaults, and lengths with and without the prompt', () => {
    expect(resolve({})).toMatchObject({
      beams: 1,
      maxNewTokens: 30,
      lengthPenalty: 1,
      earlyStopping: false,
      endToken: 1,
    });
    expect(resolve({ maxLength: 9 }).maxNewTokens).toBe(4);
    expect(resolve({ maxLength: 9, maxNewTokens: 7 }).maxNewTokens).toBe(7);
  });

  it.each<[GenerateOptions, string]>([
    [{ beams: 0 }, 'Option beams: found 0'],
    [{ maxNewTokens: 1.5 }, 'Option maxNewTokens: found 1.5'],
    [{ maxLength: 5 }, 'Option maxLength: found 5, expected more than the 5 ids of the prompt'],
    [{ minNewTokens: 40 }, 'Option minNewTokens: found 40, expected at most maxNewTokens, 30'],
    [{ beams: 2, returnSequences: 3 }, 'Option returnSequences: found 3, expected at most 2 beams'],
    [{ lengthPenalty: Number.NaN }, 'Option lengthPenalty: found NaN'],
    [{ repetitionPenalty: 0 }, 'Option repetitionPenalty: found 0'],
    [{ noRepeatNgramSize: -1 }, 'Option noRepeatNgramSize: found -1'],
    [
      { earlyStopping: 'always' as 'never' },
      'Option earlyStopping: found "always", expected one of true, false, never',
    ],
  ])('%j is refused', (options, message) => {
    expect(() => resolve(options)).toThrow(message);
  });

  it('find the ids that would repeat a run', () => {
    expect(repeatingIds([1, 2, 3, 1, 2], 3)).toEqual([3]);
    expect(repeatingIds([1, 2, 1, 3, 1], 2)).toEqual([2, 3]);
    expect(repeatingIds([4, 5], 1)).toEqual([4, 5]);
    expect(repeatingIds([1, 2], 4)).toEqual([]);
  });
});
