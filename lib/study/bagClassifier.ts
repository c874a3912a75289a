import { tf, tidy } from '../engine';
import { AbMil, DeepSetsLayer, DsMil, Isab, MaxPooler, MeanPooler } from '../mil';
import { checkOption, Dropout, Linear, type Random, type Scope } from '../nn';
import { Mivpg, type MivpgOptions, QFormer } from '../vpg';

/** What turns a bag into one embedding, and the embedding into a score, in the comparison on musk molecules. */
export const bagClassifierMethods = [
  'mean',
  'max',
  'AB-MIL',
  'gated AB-MIL',
  'DS-MIL',
  'DeepSets',
  'ISAB',
  'QFormer',
  'MIVPG (SA)',
  'MIVPG (CSA)',
] as const;
/** Name of a way to classify bags. */
export type BagClassifierMethod = (typeof bagClassifierMethods)[number];

/** What a classifier says of bags. */
export interface ClassifiedBags {
  /** Score of the positive class, before the sigmoid: [B]. */
  logits: tf.Tensor1D;
  /** Weight of each instance, where the method has one a bag: [B, M]. */
  weights?: tf.Tensor;
}

type Head = (instances: tf.Tensor3D) => { logits: tf.Tensor; weights?: tf.Tensor };

/** The instance network of Ilse et al. 2018 for musk: 256, 128 and 64 units, ReLU and dropout 0.5 after each. */
const INSTANCE_WIDTHS = [256, 128, 64];
const WIDTH = 64;
const DROPOUT = 0.5;

/** A binary bag classifier: instance network, then one of the poolers or prompt generators, then a linear score. */
export class BagClassifier {
  private readonly instanceLayers: Linear[];
  private readonly dropout = new Dropout(DROPOUT);
  private readonly head: Head;

  /** @param featureWidth of an instance: 166 for musk */
  constructor(scope: Scope, featureWidth: number, method: BagClassifierMethod) {
    checkOption('method', method, bagClassifierMethods);
    const widths = [featureWidth, ...INSTANCE_WIDTHS];
    this.instanceLayers = INSTANCE_WIDTHS.map((width, i) => new Linear(scope.child(`instance${i}`), widths[i]!, width));
    this.head = makeHead(scope, method);
  }

  /** Scores each bag. @param bags [B, M, features] @param dropout given while training */
  forward(bags: tf.Tensor, dropout?: Random): ClassifiedBags {
    return tidy(() => {
      let instances = bags;
      for (const layer of this.instanceLayers) {
        instances = this.dropout.forward(tf.relu(layer.forward(instances)), dropout);
      }
      const { logits, weights } = this.head(instances as tf.Tensor3D); // [B, M, 64] -> [B, 1]
      return { logits: tf.reshape(logits, [-1]) as tf.Tensor1D, weights };
    });
  }
}

function makeHead(scope: Scope, method: BagClassifierMethod): Head {
  const score = () => new Linear(scope.child('score'), WIDTH, 1);
  const pooling = scope.child('pooling');
  switch (method) {
    case 'mean':
      return pooled(new MeanPooler(), score());
    case 'max':
      return pooled(new MaxPooler(), score());
    case 'AB-MIL':
      return pooled(new AbMil(pooling, { width: WIDTH }), score());
    case 'gated AB-MIL':
      return pooled(new AbMil(pooling, { width: WIDTH, gated: true }), score());
    case 'DeepSets':
      return pooled(new MeanPooler(), score(), new DeepSetsLayer(pooling));
    case 'ISAB':
      return pooled(
        new AbMil(pooling, { width: WIDTH }),
        score(),
        new Isab(scope.child('isab'), { width: WIDTH, heads: 4 }),
      );
    case 'DS-MIL': {
      const dsMil = new DsMil(pooling, { width: WIDTH, classes: 1 });
      return (instances) => dsMil.forward(instances);
    }
    default:
      return prompted(pooling, method, score());
  }
}

interface Layer {
  forward(bag: tf.Tensor3D): { bag: tf.Tensor3D };
}

function pooled(
  pooler: { forward(bag: tf.Tensor3D): { pooled: tf.Tensor; weights: tf.Tensor } },
  score: Linear,
  layer?: Layer,
): Head {
  return (instances) => {
    const bag = layer ? layer.forward(instances).bag : instances;
    const { pooled, weights } = pooler.forward(bag);
    return { logits: score.forward(pooled), weights };
  };
}

/** The mean of a small prompt generator's queries is scored; instance weights are the last block's, over heads and queries. */
function prompted(scope: Scope, method: BagClassifierMethod, score: Linear): Head {
  const options: MivpgOptions = {
    instanceWidth: WIDTH,
    width: WIDTH,
    queries: 4,
    layers: 1,
    heads: 4,
    hidden: 2 * WIDTH,
    crossAttentionEvery: 1,
    initialDeviation: 1 / Math.sqrt(WIDTH),
  };
  const generator =
    method === 'QFormer'
      ? new QFormer(scope, options)
      : new Mivpg(scope, { ...options, correlation: method === 'MIVPG (SA)' ? 'sa' : 'csa' });
  return (instances) => {
    const { prompts, layers } = generator.forward(instances);
    const weights = tf.mean(layers.at(-1)!.crossAttention!, [1, 2]); // [B, M]
    return { logits: score.forward(tf.mean(prompts, 1)), weights };
  };
}
