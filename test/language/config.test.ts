import { expect, it } from 'vitest';
import { gelu, geluTanh, readOptConfig, readT5Config, relativePositionBucket, silu } from '../../lib';
import { readReferenceJson } from './tiny';

const textConfig = (kind: 't5' | 'opt') =>
  readReferenceJson<{ text_config: Record<string, unknown> }>(kind, 'config.json').text_config;

it('puts relative positions into the buckets of transformers', () => {
  const { relative_positions: range, tables } = readReferenceJson<{
    relative_positions: [number, number];
    tables: Record<string, number[]>;
  }>('t5', 'relative_position_buckets.json');
  expect(Object.keys(tables)).toHaveLength(6);
  for (const [name, expected] of Object.entries(tables)) {
    const [direction, buckets, maxDistance] = name.split('_');
    const options = {
      bidirectional: direction === 'bidirectional',
      buckets: Number(buckets),
      maxDistance: Number(maxDistance),
    };
    const found = expected.map((_, i) => relativePositionBucket(range[0] + i, options));
    expect(found, name).toEqual(expected);
  }
});

it('reads T5 from a text_config', () => {
  const options = readT5Config(textConfig('t5'), 'config.json: text_config');
  expect(options).toMatchObject({ vocabulary: 320, width: 32, headWidth: 6, heads: 4, encoderLayers: 3 });
  expect(options).toMatchObject({ decoderLayers: 2, startToken: 0, endToken: 1, paddingToken: 0 });
});

it("takes T5's activation from dense_act_fn, else from feed_forward_proj as transformers does", () => {
  const activation = (change: object) => readT5Config({ ...textConfig('t5'), ...change }, 'config.json').activation;
  expect(activation({})).toBe(gelu);
  expect(activation({ dense_act_fn: undefined })).toBe(geluTanh);
  expect(activation({ dense_act_fn: undefined, feed_forward_proj: 'gated-silu' })).toBe(silu);
});

it('reads OPT from a text_config', () => {
  const options = readOptConfig(textConfig('opt'), 'config.json: text_config');
  expect(options).toMatchObject({ vocabulary: 448, width: 32, layers: 3, positions: 96, endToken: 202, startToken: 2 });
});

it('says which field of a configuration is wrong, what was found and what is expected', () => {
  const t5 = (change: object) => () => readT5Config({ ...textConfig('t5'), ...change }, 'a/config.json: text_config');
  expect(t5({ d_model: 0 })).toThrow('a/config.json: text_config: d_model: found 0, expected a whole number');
  expect(t5({ d_model: '32' })).toThrow('d_model: found "32", expected a whole number of at least 1.');
  expect(t5({ model_type: 'llama' })).toThrow('model_type: found "llama", expected "t5"');
  expect(t5({ tie_word_embeddings: undefined })).toThrow('tie_word_embeddings: found true, expected false');
  expect(t5({ feed_forward_proj: 'relu' })).toThrow('feed_forward_proj: found "relu", expected "gated-gelu" or');
  expect(t5({ dense_act_fn: 'tanh' })).toThrow('dense_act_fn: found "tanh", expected "gelu" or "gelu_new"');
  expect(t5({ eos_token_id: 320 })).toThrow('eos_token_id: found 320, expected an id from 0 to 319');
  expect(t5({ layer_norm_epsilon: -1 })).toThrow('layer_norm_epsilon: found -1, expected a number above 0');
  const opt = (change: object) => () => readOptConfig({ ...textConfig('opt'), ...change }, 'config.json: text_config');
  expect(opt({ word_embed_proj_dim: 16 })).toThrow('word_embed_proj_dim: found 16, expected 32, the hidden_size');
  expect(opt({ do_layer_norm_before: false })).toThrow('do_layer_norm_before: found false, expected true');
  expect(opt({ num_attention_heads: 5 })).toThrow('num_attention_heads: found 5, expected a divisor of 32');
  expect(() => readOptConfig([1], 'config.json: text_config')).toThrow('text_config: found [1], expected an object');
});
