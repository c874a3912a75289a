import { activeRecording } from './compile/record';
import { tf, tidy } from './tf';

/** A weight with the running means of its gradient, all of one shape. */
export interface AdamVariables {
  weight: tf.Variable;
  /** Of the gradient. */
  firstMoment: tf.Variable;
  /** Of the squared gradient. */
  secondMoment: tf.Variable;
}

/** Scalars of one step, the same for every weight; tensors, so that they may differ from step to step. */
export interface AdamScalars {
  /** lr sqrt(1 - beta2^t) / (1 - beta1^t) */
  rate: tf.Scalar;
  /** epsilon sqrt(1 - beta2^t) */
  epsilon: tf.Scalar;
  beta1: number;
  beta2: number;
  /** 1 - lr lambda, the factor of decoupled weight decay (Loshchilov and Hutter 2019); default: none. */
  keep?: tf.Scalar;
}

/**
 * Adam's update in place (Kingma and Ba 2015, section 2): m <- b1 m + (1 - b1) g; v <- b2 v + (1 - b2) g^2;
 * w <- keep w - rate m / (sqrt(v) + epsilon).
 */
export function adamUpdate(variables: AdamVariables, gradient: tf.Tensor, scalars: AdamScalars): void {
  const recording = activeRecording();
  if (recording) {
    recording.adam(variables, gradient, scalars);
    return;
  }
  const { weight, firstMoment, secondMoment } = variables;
  const { rate, epsilon, beta1, beta2, keep } = scalars;
  // As the complement of beta in float32, which is how TensorFlow's own operation has it.
  const [share1, share2] = [1 - Math.fround(beta1), 1 - Math.fround(beta2)];
  tidy(() => {
    firstMoment.assign(tf.add(tf.mul(firstMoment, beta1), tf.mul(gradient, share1)));
    secondMoment.assign(tf.add(tf.mul(secondMoment, beta2), tf.mul(tf.square(gradient), share2)));
    const step = tf.div(firstMoment, tf.add(tf.sqrt(secondMoment), epsilon));
    weight.assign(tf.sub(keep ? tf.mul(weight, keep) : weight, tf.mul(step, rate)));
  });
}
