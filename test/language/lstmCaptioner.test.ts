import { expect, it } from 'vitest';
import { generate, LstmCaptioner, Parameters, Sgd, tf, tidy } from '../../lib';
import { describeEngines } from '../engines';

const tokens = { padding: 0, start: 1, end: 2 };
/** Each of three pooled bags has a caption of its own length. */
const bags = [
  [2, 0, 0],
  [0, 2, 0],
  [0, 0, 2],
];
const captions = [
  [3, 4, 2],
  [5, 2],
  [4, 3, 6, 2],
];
const padded = captions.map((ids) => [...ids, ...new Array<number>(4 - ids.length).fill(-100)]);

function build() {
  const parameters = new Parameters(3);
  const options = { featureWidth: 3, vocabulary: 12, embeddingWidth: 8, width: 12, tokens };
  return { parameters, captioner: new LstmCaptioner(parameters.root(), options) };
}

describeEngines('LSTM captioner', () => {
  it('learns three captions and writes them, greedily and with beams', async () => {
    const { parameters, captioner } = build();
    const pooled = tf.tensor2d(bags);
    const labels = tf.tensor2d(padded, undefined, 'int32');
    const optimiser = new Sgd(parameters.list(), { learningRate: 0.5 });
    const losses: number[] = [];
    for (let step = 0; step < 80; step++) {
      const loss = optimiser.step(() => captioner.loss(captioner.prompt(pooled), labels).loss);
      losses.push(loss.dataSync()[0]!);
      loss.dispose();
    }
    expect(losses[0]).toBeGreaterThan(2);
    expect(losses.at(-1)).toBeLessThan(0.1);

    const prompt = captioner.prompt(pooled);
    for (const beams of [1, 3]) {
      const before = tf.memory().numTensors;
      const found = await generate(captioner, prompt, { beams, maxNewTokens: 6 });
      expect(tf.memory().numTensors).toBe(before);
      expect(found.map(({ ids }) => ids)).toEqual(captions);
    }
    tf.dispose([pooled, labels, prompt.embeddings]);
    optimiser.dispose();
    parameters.dispose();
  });

  it('scores labels in training as it does when it writes', () => {
    const { parameters, captioner } = build();
    tidy(() => {
      const prompt = captioner.prompt(tf.tensor2d(bags));
      const labels = tf.tensor2d(padded, undefined, 'int32');
      const { logits } = captioner.loss(prompt, labels);
      let decoding = captioner.start(prompt);
      for (let place = 0; place < 2; place++) {
        const expected = tf.slice(logits, [0, place, 0], [3, 1, 12]).dataSync();
        decoding.logits.dataSync().forEach((value, i) => {
          expect(value).toBeCloseTo(expected[i]!, 5);
        });
        decoding = captioner.step(
          tf.tensor1d(
            captions.map((ids) => ids[place]!),
            'int32',
          ),
          decoding.state,
        );
      }
    });
    parameters.dispose();
  });

  it('leaves padded places of a prompt out', () => {
    const { parameters, captioner } = build();
    tidy(() => {
      const { embeddings } = captioner.prompt(tf.tensor2d(bags));
      const wide = tf.concat([tf.ones<tf.Rank.R3>(embeddings.shape), embeddings], 1);
      const mask = tf.tensor2d(bags.map(() => [0, 1]));
      const found = captioner.start({ embeddings: wide, mask }).logits.dataSync();
      captioner
        .start({ embeddings })
        .logits.dataSync()
        .forEach((value, i) => {
          expect(found[i]).toBeCloseTo(value, 6);
        });
    });
    parameters.dispose();
  });
});
