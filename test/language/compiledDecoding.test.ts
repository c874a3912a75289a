import { expect, it } from 'vitest';
import { CompiledDecoding, engineInfo, generate, type LanguageModel, tf } from '../../lib';
import { describeEngines } from '../engines';
import { generationPrompt, kinds, loaders, loadT5, type Tiny } from './tiny';

describeEngines('a compiled decoding step', () => {
  for (const kind of kinds) {
    it(`${kind}: writes the same as step by step, and is recorded once for prompts of the same shape`, async () => {
      const tiny: Tiny<LanguageModel> = loaders[kind]();
      const compiled = new CompiledDecoding(tiny.model);
      for (const inputs of ['prompt', 'no_prompt']) {
        const prompt = generationPrompt(tiny, inputs);
        for (const beams of [1, 3]) {
          const options = { beams, maxNewTokens: 7, repetitionPenalty: 1.2 };
          const expected = await generate(tiny.model, prompt, options);
          const before = tf.memory().numTensors;
          for (let time = 0; time < 2; time++) {
            const found = await generate(tiny.model, prompt, { ...options, compiled });
            expect(found.map(({ ids }) => ids)).toEqual(expected.map(({ ids }) => ids));
            found.forEach(({ score }, i) => {
              expect(score ?? 0).toBeCloseTo(expected[i]!.score ?? 0, 4);
            });
          }
          expect(tf.memory().numTensors).toBe(before);
        }
        tf.dispose([prompt.embeddings, prompt.mask ?? []]);
      }
      // On the native engine one for each of: two kinds of prompt, with and without beams.
      expect(compiled.recordings).toBe(engineInfo().name === 'native' ? 4 : 0);
      compiled.dispose();
      tiny.dispose();
    });
  }

  it('is refused for another model', async () => {
    const [one, other] = [loadT5(), loadT5()];
    const prompt = generationPrompt(one, 'no_prompt');
    const compiled = new CompiledDecoding(other.model);
    await expect(generate(one.model, prompt, { compiled })).rejects.toThrow(
      'Option compiled: found the step of another',
    );
    compiled.dispose();
    prompt.embeddings.dispose();
    one.dispose();
    other.dispose();
  });
});
