import { expect, it } from 'vitest';
import { type LanguageModel, tf, tidy } from '../../lib';
import { describeEngines } from '../engines';
import { maxAbsoluteDifference } from '../parity/reference';
import { generationPrompt, kinds, loaders, type Tiny } from './tiny';

describeEngines('a state with room for what is to come', () => {
  for (const kind of kinds) {
    for (const inputs of ['prompt', 'no_prompt']) {
      it(`${kind}, ${inputs}: gives the scores of one that grows, and keeps its shapes`, () => {
        const tiny: Tiny<LanguageModel> = loaders[kind]();
        tidy(() => {
          const prompt = generationPrompt(tiny, inputs);
          let growing = tiny.model.start(prompt);
          let roomy = tiny.model.start(prompt, 5);
          const shapes = () => JSON.stringify(roomy.state.rows, (_, value) => value?.shape ?? value);
          const first = shapes();
          for (const ids of [
            [5, 7],
            [9, 4],
            [6, 6],
            [8, 3],
          ]) {
            expect(maxAbsoluteDifference(roomy.logits, growing.logits)).toBeLessThan(1e-4);
            const next = tf.tensor1d(ids, 'int32');
            growing = tiny.model.step(next, growing.state);
            roomy = tiny.model.step(next, roomy.state);
            expect(shapes()).toBe(first);
          }
        });
        tiny.dispose();
      });
    }
  }
});
