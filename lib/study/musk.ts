import { setImmediate } from 'node:timers/promises';
import { type LabelledBag, loadMusk, type MuskName, standardise, stratifiedFolds } from '../data';
import { tf, tidy } from '../engine';
import { Parameters, Random } from '../nn';
import { Sgd } from '../train';
import { BagClassifier, type BagClassifierMethod } from './bagClassifier';

/** One run of the musk comparison. */
export interface MuskOptions {
  dataset: MuskName;
  method: BagClassifierMethod;
  /** Of the folds, the initial weights, the dropout and the order of bags. */
  seed: number;
  /** Default 10. */
  folds?: number;
  /** Default 100. */
  epochs?: number;
  /** Called after each epoch, with the number of epochs done. */
  onEpoch?: (done: number) => void;
}

/** What one run gave. */
export interface MuskResult {
  dataset: MuskName;
  method: BagClassifierMethod;
  seed: number;
  /** Share of held-out bags classified rightly, by fold. */
  foldAccuracies: number[];
  /** Mean over the folds. */
  accuracy: number;
}

/** As Ilse et al. 2018 for musk: SGD with momentum, one bag a step. */
const TRAINING = { learningRate: 5e-4, momentum: 0.9, weightDecay: 5e-3 };

/**
 * Cross-validates one method on a musk data set in the set-up of Ilse et al. 2018.
 * The folds' models are trained side by side: each step shows one bag to all of them, and the models that hold the
 * bag out skip it. Each model so gets single bags in random order, exactly as when trained alone.
 */
export async function crossValidateMusk(options: MuskOptions): Promise<MuskResult> {
  const { dataset, method, seed, folds = 10, epochs = 100, onEpoch } = options;
  const random = new Random(seed);
  const { bags, width } = loadMusk(dataset);
  const heldOut = stratifiedFolds(
    bags.map((bag) => bag.label),
    folds,
    random.child('folds'),
  );
  const parameters = new Parameters(seed, { members: folds });
  const classifier = new BagClassifier(parameters.root(), width, method);
  const optimiser = new Sgd(parameters.list(), TRAINING);
  const examples = makeExamples(bags, heldOut);
  const dropout = random.child('dropout');
  const order = random.child('order');
  for (let epoch = 1; epoch <= epochs; epoch++) {
    for (const { instances, label, training } of order.shuffle(examples)) {
      optimiser.step(() => bagLoss(classifier, instances, label, training, dropout), training).dispose();
    }
    onEpoch?.(epoch);
    await setImmediate(); // lets an interrupt, or the end of the parent process, be noticed
  }
  const foldAccuracies = accuracyByFold(classifier, examples, heldOut);
  for (const { instances, training } of examples) tf.dispose([instances, training]);
  optimiser.dispose();
  parameters.dispose();
  return { dataset, method, seed, foldAccuracies, accuracy: mean(foldAccuracies) };
}

interface Example {
  label: 0 | 1;
  /** The bag as each fold's model sees it, standardised by that fold's training bags: [folds, M, features]. */
  instances: tf.Tensor3D;
  /** 1 for the models that train on the bag, 0 for those that hold it out: [folds]. */
  training: tf.Tensor1D;
}

function makeExamples(bags: readonly LabelledBag[], heldOut: readonly number[][]): Example[] {
  const standardised = heldOut.map((fold) => standardise(bags.filter((_, i) => !fold.includes(i))).apply(bags));
  return bags.map((bag, i) => ({
    label: bag.label,
    instances: tf.tensor3d(standardised.map((copies) => copies[i]!.instances)),
    training: tf.tensor1d(heldOut.map((fold) => (fold.includes(i) ? 0 : 1))),
  }));
}

/** Cross-entropy of one bag, softplus(z) - y z, summed over the models that train on it. */
function bagLoss(
  classifier: BagClassifier,
  instances: tf.Tensor3D,
  label: number,
  training: tf.Tensor1D,
  dropout: Random,
): tf.Scalar {
  return tidy(() => {
    const { logits } = classifier.forward(instances, dropout);
    const losses = tf.sub(tf.softplus(logits), tf.mul(logits, label)); // [folds]
    return tf.sum(tf.mul(losses, training)) as tf.Scalar;
  });
}

function accuracyByFold(classifier: BagClassifier, examples: Example[], heldOut: readonly number[][]): number[] {
  const logits = examples.map(({ instances }) => {
    const scores = tidy(() => classifier.forward(instances).logits);
    const values = scores.arraySync();
    scores.dispose();
    return values;
  });
  return heldOut.map((fold, k) => mean(fold.map((i) => (logits[i]![k]! > 0 === (examples[i]!.label === 1) ? 1 : 0))));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
