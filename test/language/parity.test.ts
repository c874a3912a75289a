import { expect, it } from 'vitest';
import { type LanguageModel, type Prompt, tf, tidy } from '../../lib';
import { describeEngines } from '../engines';
import { loadReference, maxAbsoluteDifference, maxRelativeDifference } from '../parity/reference';
import { type Kind, loaders, loadOpt, loadT5, readReferenceJson, type Tiny, withQueries } from './tiny';

interface Tolerances {
  float32_minus_float64_max_abs: Record<string, number>;
}

/** 1e-4, or three times what float32 itself moves in the reference, where that is more. */
function expectReference(kind: Kind, io: Record<string, tf.Tensor>) {
  const { float32_minus_float64_max_abs: moved } = readReferenceJson<Tolerances>(kind, 'tolerances.json');
  return (found: tf.Tensor, name: string, counted?: tf.Tensor) =>
    tidy(() => {
      const wanted = io[`expected.${name}`]!;
      const weigh = (x: tf.Tensor) => (counted ? tf.mul(x, tf.expandDims(counted, -1)) : x);
      const difference = maxAbsoluteDifference(weigh(found), weigh(wanted));
      expect(difference, name).toBeLessThan(Math.max(1e-4, 3 * moved[name]!));
    });
}

/** The reference's input: [queries, text], padded on the right. */
function trainingPrompt(
  { model, io, config }: Tiny<LanguageModel>,
  queries = io['expected.language_projection'] as tf.Tensor3D,
): Prompt & { mask: tf.Tensor } {
  return {
    embeddings: withQueries(model, io.input_ids as tf.Tensor2D, queries, config.image_token_index),
    mask: tf.cast(io.attention_mask!, 'float32'),
  };
}

describeEngines('language models against Hugging Face', () => {
  it('T5: hidden states, logits and loss', () => {
    const tiny = loadT5();
    tidy(() => {
      const { model, io } = tiny;
      const expectNear = expectReference('t5', io);
      const prompt = trainingPrompt(tiny);
      const output = model.forward(prompt, io['expected.decoder_input_ids'] as tf.Tensor2D);
      expect([output.encoder.hiddenStates.length, output.decoderHiddenStates.length]).toEqual([4, 3]);
      output.encoder.hiddenStates.forEach((state, i) => {
        expectNear(state, `encoder.hidden_states.${i}`, prompt.mask);
      });
      output.decoderHiddenStates.forEach((state, i) => {
        expectNear(state, `decoder.hidden_states.${i}`);
      });
      expectNear(output.logits, 'logits');
      const { loss, logits } = model.loss(prompt, io.labels as tf.Tensor2D);
      expectNear(logits, 'logits');
      expect(maxAbsoluteDifference(loss, io['expected.loss']!)).toBeLessThan(1e-5);
    });
    tiny.dispose();
  });

  it('OPT: hidden states, logits and loss', () => {
    const tiny = loadOpt();
    tidy(() => {
      const { model, io } = tiny;
      const expectNear = expectReference('opt', io);
      const prompt = trainingPrompt(tiny);
      const output = model.forward(prompt);
      expect(output.hiddenStates).toHaveLength(4);
      output.hiddenStates.forEach((state, i) => {
        expectNear(state, `decoder.hidden_states.${i}`, prompt.mask);
      });
      expectNear(output.logits, 'logits', prompt.mask);
      const { loss } = model.loss(...splitAtLabels(prompt, io.labels as tf.Tensor2D));
      expect(maxAbsoluteDifference(loss, io['expected.loss']!)).toBeLessThan(1e-5);
    });
    tiny.dispose();
  });

  for (const kind of ['t5', 'opt'] as const) {
    it(`${kind}: the gradient reaches the visual prompts through the frozen model`, () => {
      const tiny: Tiny<LanguageModel> = loaders[kind]();
      const gradients = loadReference(`blip2-${kind}-tiny/grads`).tensors;
      tidy(() => {
        const { model, io } = tiny;
        const projected = io['expected.language_projection'] as tf.Tensor3D;
        const loss = (queries: tf.Tensor) => {
          const prompt = trainingPrompt(tiny, queries as tf.Tensor3D);
          const labels = io.labels as tf.Tensor2D;
          return kind === 't5' ? model.loss(prompt, labels).loss : model.loss(...splitAtLabels(prompt, labels)).loss;
        };
        // The projection's bias is added to every query: its gradient is the sum of theirs.
        const found = tf.sum(tf.grad(loss)(projected), [0, 1]);
        expect(maxRelativeDifference(found, gradients['language_projection.bias']!)).toBeLessThan(1e-4);
      });
      tf.dispose(gradients);
      tiny.dispose();
    });

    // All but the biases of keys, which softmax ignores.
    it(`${kind}: every parameter can be trained`, () => {
      const tiny: Tiny<LanguageModel> = loaders[kind]();
      tidy(() => {
        const labels = tf.tensor2d([[5, 9, -100]], [1, 3], 'int32');
        const ids = tf.tensor2d([[7, 3, 4]], [1, 3], 'int32');
        const loss = () => tiny.model.loss({ embeddings: tiny.model.embed(ids) as tf.Tensor3D }, labels).loss;
        const { grads } = tf.variableGrads(loss, tiny.parameters.list());
        const counted = [...tiny.parameters.entries()].filter(([name]) => !name.endsWith('k_proj.bias'));
        const still = counted.filter(
          ([, variable]) => !(tf.max(tf.abs(grads[variable.name] ?? tf.scalar(0))).arraySync() as number),
        );
        expect(still.map(([name]) => name)).toEqual([]);
      });
      tiny.dispose();
    });
  }
});

/**
 * The reference pads after prompt and caption together; `loss` takes the prompt padded in front and the caption padded
 * at the end. Positions count what is not padding, so that the numbers are the same.
 */
function splitAtLabels({ embeddings, mask }: Prompt, labels: tf.Tensor2D): [Prompt, tf.Tensor2D] {
  const [, length, width] = embeddings.shape;
  const rows = labels.arraySync().map((row) => {
    const first = row.findIndex((label) => label !== -100);
    return { first, labels: row.filter((label) => label !== -100) };
  });
  const [prompts, texts] = [
    Math.max(...rows.map((row) => row.first)),
    Math.max(...rows.map((row) => row.labels.length)),
  ];
  expect(mask!.shape).toEqual([rows.length, length]);
  const parts = rows.map(({ first }, i) => {
    const places = tf.reshape(tf.slice(embeddings, [i, 0, 0], [1, first, width]), [first, width]);
    return tf.pad(places, [
      [prompts - first, 0],
      [0, 0],
    ]);
  });
  const kept = rows.map(({ first }) => Array.from({ length: prompts }, (_, i) => (i < prompts - first ? 0 : 1)));
  const padded = rows.map((row) => [...row.labels, ...new Array<number>(texts - row.labels.length).fill(-100)]);
  return [
    { embeddings: tf.stack(parts) as tf.Tensor3D, mask: tf.tensor2d(kept) },
    tf.tensor2d(padded, undefined, 'int32'),
  ];
}
