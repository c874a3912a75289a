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

/** Stands for a visual prompt among the ids; the last id of all. */
export const IMAGE = '<image>';

/** What tells one byte-level tokenizer from another. */
export interface TokenizerParts {
  /** The special tokens, which have the first ids; with `<pad>` and `</s>`. */
  specials: readonly string[];
  /** Ids in all but `<image>`, which comes last. */
  count: number;
  /** Where `</s>` goes: behind a text that an encoder reads, in front of one that a decoder goes on from. */
  end: 'behind' | 'before';
  /** Id that ends a caption (default: that of `</s>`). */
  captionEnd?: number;
  /** Whether texts are cut into words first, as GPT-2 does (default true). */
  words?: boolean;
  /** The model of tokenizer.json, which knows a token for every byte. */
  model: object;
}

/**
 * The files of a byte-level tokenizer, which Hugging Face's `tokenizers` reads as well as this library. Every
 * byte has a token: no text is unknown, and decoding gives back each text exactly.
 */
export function tokenizerFiles({
  specials,
  count,
  end,
  captionEnd,
  words = true,
  model,
}: TokenizerParts): TokenizerChoice {
  const text = { Sequence: { id: 'A', type_id: 0 } };
  const mark = { SpecialToken: { id: '</s>', type_id: 0 } };
  const endId = specials.indexOf('</s>');
  const plain = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: words };
  const added = [...specials.map((content, id) => ({ id, content })), { id: count, content: IMAGE }];
  return {
    files: {
      'tokenizer.json': {
        version: '1.0',
        truncation: null,
        padding: null,
        added_tokens: added.map((token) => ({ ...token, ...plain })),
        normalizer: null,
        pre_tokenizer: byteLevel,
        post_processor: {
          type: 'TemplateProcessing',
          single: end === 'behind' ? [text, mark] : [mark, text],
          pair: [text, { Sequence: { id: 'B', type_id: 0 } }],
          special_tokens: { '</s>': { id: '</s>', ids: [endId], tokens: ['</s>'] } },
        },
        decoder: byteLevel,
        model,
      },
      'tokenizer_config.json': {
        tokenizer_class: 'PreTrainedTokenizerFast',
        ...(end === 'before' && { bos_token: '</s>' }),
        eos_token: '</s>',
        pad_token: '<pad>',
        additional_special_tokens: [IMAGE],
        image_token: IMAGE,
        clean_up_tokenization_spaces: false,
        padding_side: 'right',
      },
    },
    tokens: {
      padding: specials.indexOf('<pad>'),
      begin: endId,
      end: captionEnd ?? endId,
      image: count,
      count: count + 1,
    },
  };
}

/** The model of a byte-level tokenizer that joins pairs of tokens. @param merges `left right`, in the order of joining */
export const bytePairModel = (tokens: readonly string[], merges: readonly string[]): object => ({
  type: 'BPE',
  dropout: null,
  unk_token: null,
  continuing_subword_prefix: null,
  end_of_word_suffix: null,
  fuse_unk: false,
  byte_fallback: false,
  vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
  merges,
});
