import { nativeBackend } from './compile/nativeBackend';
import { activeRecording } from './compile/record';
import { sourceOf } from './draws';
import { philoxUniform, type SeedPair } from './philox';
import { tf, tidy } from './tf';

/**
 * Numbers uniform in [0, 1), the same on every engine. In a compiled step they are drawn anew in each run, from the seeds
 * that `drawn` gives then: the same numbers as if the step were not compiled.
 */
export function uniformNumbers(shape: readonly number[], drawn: () => SeedPair): tf.Tensor {
  const draw = sourceOf(drawn);
  const backend = nativeBackend();
  if (!backend) {
    const count = shape.reduce((product, length) => product * length, 1);
    return tf.tensor(philoxUniform(count, draw()), [...shape]);
  }
  const seed = () => activeRecording()?.seed(draw) ?? tf.tensor1d([...draw()], 'int32');
  const type = (name: string, dtype: 'float32' | 'int32') => ({
    name,
    type: backend.binding.TF_ATTR_TYPE,
    value: dtype === 'float32' ? 1 : 3,
  });
  const attributes = [type('dtype', 'float32'), type('T', 'int32'), type('Tseed', 'int32')];
  return tidy(() => {
    const inputs = [tf.tensor1d([...shape], 'int32'), seed()];
    return backend.executeSingleOutput('StatelessRandomUniform', attributes, inputs);
  });
}
