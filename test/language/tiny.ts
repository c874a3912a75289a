import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type LanguageModel,
  Opt,
  Parameters,
  type Prompt,
  readOptConfig,
  readSafetensors,
  readT5Config,
  T5,
  tf,
  tidy,
} from '../../lib';

export const kinds = ['t5', 'opt'] as const;
export type Kind = (typeof kinds)[number];

const folderOf = (kind: Kind) => join(__dirname, '..', 'parity', 'fixtures', `blip2-${kind}-tiny`);

/** A JSON file of the reference checkpoint. */
export const readReferenceJson = <T>(kind: Kind, file: string) =>
  JSON.parse(readFileSync(join(folderOf(kind), file), 'utf8')) as T;

const PREFIX = 'language_model.';

/** The language model's weights, from all shards. */
function languageWeights(kind: Kind): Record<string, tf.Tensor> {
  const { weight_map: shards } = readReferenceJson<{ weight_map: Record<string, string> }>(
    kind,
    'model.safetensors.index.json',
  );
  const files = readdirSync(folderOf(kind)).filter((file) => /^model-.*\.safetensors$/.test(file));
  return Object.assign(
    {},
    ...files.map((file) => {
      const names = Object.keys(shards).filter((name) => shards[name] === file && name.startsWith(PREFIX));
      return readSafetensors(join(folderOf(kind), file), names);
    }),
  );
}

export interface Tiny<Model extends LanguageModel> {
  model: Model;
  parameters: Parameters;
  /** Inputs and expected values of one forward pass of Hugging Face's model. */
  io: Record<string, tf.Tensor>;
  config: { image_token_index: number; text_config: Record<string, unknown> };
  dispose(): void;
}

function load<Model extends LanguageModel>(kind: Kind, build: (parameters: Parameters, text: unknown) => Model) {
  const config = readReferenceJson<Tiny<Model>['config']>(kind, 'config.json');
  const parameters = new Parameters();
  const model = build(parameters, config.text_config);
  const weights = languageWeights(kind);
  parameters.load(weights);
  tf.dispose(weights);
  const io = readSafetensors(join(folderOf(kind), 'io.safetensors'));
  const dispose = () => {
    parameters.dispose();
    tf.dispose(io);
  };
  return { model, parameters, io, config, dispose } satisfies Tiny<Model>;
}

export const loadT5 = (): Tiny<T5> =>
  load(
    't5',
    (parameters, text) => new T5(parameters.root().child('language_model'), readT5Config(text, 'config.json')),
  );

export const loadOpt = (): Tiny<Opt> =>
  load(
    'opt',
    (parameters, text) => new Opt(parameters.root().child('language_model'), readOptConfig(text, 'config.json')),
  );

export const loaders = { t5: loadT5, opt: loadOpt } as const;

/** Embeddings of ids whose `<image>` places hold the projected queries, in order, as BLIP-2 builds its input. */
export function withQueries(
  model: LanguageModel,
  ids: tf.Tensor2D,
  queries: tf.Tensor3D,
  imageToken: number,
): tf.Tensor3D {
  return tidy(() => {
    const [batch, length] = ids.shape;
    const count = queries.shape[1];
    for (const row of ids.arraySync()) {
      if (row.lastIndexOf(imageToken) !== count - 1) throw new Error('The images must stand first.');
    }
    const text = model.embed(tf.slice(ids, [0, count], [batch, length - count]));
    return tf.concat([queries, text as tf.Tensor3D], 1);
  });
}

/** What generation reads: queries and, where asked for, the padded prompts of the reference. */
export function generationPrompt(tiny: Tiny<LanguageModel>, inputs: string): Prompt {
  const { model, io, config } = tiny;
  const queries = io['expected.language_projection'] as tf.Tensor3D;
  const start = (config.text_config.bos_token_id as number | undefined) ?? 2;
  const [batch, count] = queries.shape;
  return tidy(() => {
    const plain = Array.from({ length: batch }, () => [
      ...new Array<number>(count).fill(config.image_token_index),
      start,
    ]);
    const ids = inputs === 'prompt' ? (io.prompt_input_ids as tf.Tensor2D) : tf.tensor2d(plain, undefined, 'int32');
    return {
      embeddings: withQueries(model, ids, queries, config.image_token_index),
      mask: inputs === 'prompt' ? tf.cast(io.prompt_attention_mask!, 'float32') : undefined,
      ids: ids.arraySync(),
    };
  });
}
