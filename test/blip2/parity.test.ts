import { describe, expect, it } from 'vitest';
import { tf, tidy } from '../../lib';
import { describeEngines } from '../engines';
import { type GenerationRun, newIds, optionsOf } from '../parity/generation';
import { loadReference, maxAbsoluteDifference, maxRelativeDifference } from '../parity/reference';
import { kinds, loadTiny, readReferenceJson } from './tiny';

type Run = GenerationRun & { text: string[] };

interface Generation {
  prompts: string[];
  captions: string[];
  prompt_length: number;
  runs: Run[];
}

describe.each(kinds)('BLIP-2 with %s against Hugging Face', (kind) => {
  const {
    prompts,
    captions,
    runs,
    prompt_length: promptLength,
  } = readReferenceJson<Generation>(kind, 'generation.json');
  const { float32_minus_float64_max_abs: moved } = readReferenceJson<
    Record<'float32_minus_float64_max_abs', Record<string, number>>
  >(kind, 'tolerances.json');

  describeEngines(`${kind}`, () => {
    it('turns pixels into the same visual prompts', async () => {
      const { blip2, io, instances, dispose } = await loadTiny(kind);
      tidy(() => {
        const near = (found: tf.Tensor, name: string) =>
          expect(maxAbsoluteDifference(found, io[`expected.${name}`]!), name).toBeLessThan(
            Math.max(1e-4, 3 * moved[name]!),
          );
        near(instances, 'vision.last_hidden_state');
        const { prompts: found, layers } = blip2.promptsOf({ instances });
        near(found, 'qformer.last_hidden_state');
        layers.forEach((layer, i) => {
          near(layer.queries, `qformer.layer.${i}.output`);
        });
      });
      dispose();
    });

    it('has the same loss and gradients, from texts', async () => {
      const { blip2, io, instances, dispose } = await loadTiny(kind);
      const { tensors: expected } = loadReference(`blip2-${kind}-tiny/grads`);
      const { value, grads } = tf.variableGrads(
        () => tidy(() => blip2.loss({ instances, captions, prompt: prompts }).loss),
        blip2.trainable,
      );
      expect(maxAbsoluteDifference(value, io['expected.loss']!)).toBeLessThan(1e-5);
      const trained = [...blip2.parameters.entries()].filter(([name]) => name in expected);
      expect(trained.map(([name]) => name).sort()).toEqual(Object.keys(expected).sort());
      for (const [name, variable] of trained) {
        // Softmax ignores a constant: these gradients are zero, and rounding noise in the reference.
        if (name.endsWith('key.bias'))
          expect(maxAbsoluteDifference(grads[variable.name]!, expected[name]!)).toBeLessThan(1e-5);
        else expect(maxRelativeDifference(grads[variable.name]!, expected[name]!), name).toBeLessThan(1e-3);
      }
      tf.dispose([value, grads, expected]);
      dispose();
    });

    it('writes the same captions, with and without a prompt', async () => {
      const { blip2, instances, dispose } = await loadTiny(kind);
      for (const run of runs) {
        const { returnSequences, ...options } = optionsOf(run);
        const prompt = run.inputs === 'prompt' ? prompts : '';
        const found = await blip2.captionInstances({ instances }, { ...options, prompt });
        const written = kind === 't5' ? 1 : run.inputs === 'prompt' ? promptLength : blip2.config.qformer.queries! + 1;
        const withoutPrompt = (text: string, i: number) =>
          kind === 'opt' && run.inputs === 'prompt' ? text.replace(prompts[i]!, '') : text;
        const { end } = blip2.language.tokens;
        const best = (_: unknown, i: number) => i % (returnSequences ?? 1) === 0;
        const expected = run.sequences.filter(best).map((sequence) => newIds(sequence, written, end));
        expect(found.tokens, `${run.name} ${run.inputs}`).toEqual(expected);
        expect(found.captions, `${run.name} ${run.inputs}`).toEqual(
          run.text.filter(best).map((text, i) => withoutPrompt(text, i).trim()),
        );
      }
      dispose();
    });
  });
});
