/** A tokenizer to create a BLIP-2 with. */
export interface TokenizerChoice {
  /** Content of tokenizer.json and tokenizer_config.json. */
  files: Readonly<Record<'tokenizer.json' | 'tokenizer_config.json', object>>;
  tokens: {
    padding: number;
    /** Stands before a caption that has no text before it. */
    begin: number;
    /** Ends a caption. */
    end: number;
    /** Stands for a visual prompt. */
    image: number;
    /** Ids in all. */
    count: number;
  };
}

/** Ids of the special tokens; the bytes follow, so that the text's ids begin at `FIRST_BYTE`. */
const SPECIALS = ['<pad>', '<s>', '</s>'];
const FIRST_BYTE = SPECIALS.length;
const IMAGE = '<image>';

/** Special ids of `byteTokenizer`. */
const byteTokens = {
  padding: 0,
  end: 2,
  newLine: FIRST_BYTE + 10,
  image: FIRST_BYTE + 256,
  /** Ids in all. */
  count: FIRST_BYTE + 257,
};

/**
 * The files of a tokenizer whose tokens are single bytes: no text is unknown to it, and it needs no training. Texts get
 * `</s>` behind them for an encoder, in front for a decoder.
 */
export function byteTokenizer(kind: 't5' | 'opt'): TokenizerChoice {
  const { padding, end, image, count, newLine } = byteTokens;
  const tokens = { padding, begin: end, end: kind === 't5' ? end : newLine, image, count };
  return { files: byteTokenizerFiles(kind), tokens };
}

function byteTokenizerFiles(kind: 't5' | 'opt'): TokenizerChoice['files'] {
  const tokens = [...SPECIALS, ...byteCharacters, IMAGE];
  const text = { Sequence: { id: 'A', type_id: 0 } };
  const end = { SpecialToken: { id: '</s>', type_id: 0 } };
  const plain = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false };
  return {
    'tokenizer.json': {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: [...SPECIALS, IMAGE].map((content) => ({ id: tokens.indexOf(content), content, ...plain })),
      normalizer: null,
      pre_tokenizer: byteLevel,
      post_processor: {
        type: 'TemplateProcessing',
        single: kind === 't5' ? [text, end] : [end, text],
        pair: [text, { Sequence: { id: 'B', type_id: 0 } }],
        special_tokens: { '</s>': { id: '</s>', ids: [byteTokens.end], tokens: ['</s>'] } },
      },
      decoder: byteLevel,
      model: {
        type: 'BPE',
        dropout: null,
        unk_token: null,
        continuing_subword_prefix: null,
        end_of_word_suffix: null,
        fuse_unk: false,
        byte_fallback: false,
        vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
        merges: [],
      },
    },
    'tokenizer_config.json': {
      tokenizer_class: 'PreTrainedTokenizerFast',
      ...(kind === 'opt' && { bos_token: '</s>' }),
      eos_token: '</s>',
      pad_token: '<pad>',
      additional_special_tokens: [IMAGE],
      image_token: IMAGE,
      clean_up_tokenization_spaces: false,
      padding_side: 'right',
    },
  };
}

/** The character that stands for each byte in byte-level vocabularies: itself where it is visible, else one from U+0100 on. */
export const byteCharacters: readonly string[] = (() => {
  const visible = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(visible(byte) ? byte : next++));
})();
