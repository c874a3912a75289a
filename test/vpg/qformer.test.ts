import { expect, it } from 'vitest';
import { Parameters, QFormer, tf, tidy } from '../../lib';
import { describeEngines } from '../engines';
import { loadReference, maxAbsoluteDifference } from '../parity/reference';

const tiny = { instanceWidth: 20, queries: 5, width: 24, layers: 4, heads: 4, hidden: 40, crossAttentionEvery: 2 };

/** A QFormer with the weights of a Hugging Face `Blip2QFormerModel`, whose names lack the prefix. */
function fromHuggingFace(weights: Record<string, tf.Tensor>) {
  const parameters = new Parameters();
  const qformer = new QFormer(parameters.root(), tiny);
  const named = Object.entries(weights).map(([name, tensor]) => [`qformer.${name}`, tensor]);
  parameters.load(Object.fromEntries(named), { partial: true });
  return { parameters, qformer };
}

describeEngines('QFormer', () => {
  for (const stored of ['qformer-bf16', 'qformer-fp16']) {
    it(`gives the outputs of Hugging Face's model from ${stored} weights`, () => {
      const { tensors: weights } = loadReference(`${stored}/model`);
      const { tensors: io } = loadReference(`${stored}/io`);
      const { parameters, qformer } = fromHuggingFace(weights);
      for (const [kind, mask] of [
        ['unmasked', undefined],
        ['masked', io.encoder_attention_mask],
      ] as const) {
        tidy(() => {
          const floatMask = mask && tf.cast(mask, 'float32');
          const found = qformer.forward(io.encoder_hidden_states!, { mask: floatMask, queries: io.query_embeds });
          const expectNear = (tensor: tf.Tensor, name: string) =>
            expect(maxAbsoluteDifference(tensor, io[`expected.${kind}.${name}`]!), `${kind} ${name}`).toBeLessThan(
              1e-5,
            );
          expectNear(found.prompts, 'last_hidden_state');
          found.layers.forEach((layer, i) => {
            expectNear(layer.queries, `layer.${i}.output`);
            expectNear(layer.selfAttention, `layer.${i}.self_attention_probs`);
            if (layer.crossAttention) expectNear(layer.crossAttention, `layer.${i}.cross_attention_probs`);
          });
        });
      }
      tf.dispose([weights, io]);
      parameters.dispose();
    });
  }

  it('refuses a bag of the wrong width, naming the parameter and both shapes', () => {
    const parameters = new Parameters();
    const qformer = new QFormer(parameters.root(), tiny);
    const bag = tf.zeros([1, 3, 7]);
    expect(() => qformer.forward(bag)).toThrow(/found input \[1,3,7\], expected \[..., 20\]/);
    bag.dispose();
    parameters.dispose();
  });
});
