import { type LibraryTokenizer, makeLibraryTokenizer } from './library';

/** An end of a text. */
export type Side = 'left' | 'right';

/** The parts of a Hugging Face tokenizer folder, parsed. */
export interface TokenizerFiles {
  /** tokenizer.json */
  tokenizer: object;
  /** tokenizer_config.json (default: empty) */
  config?: object;
  /** What the files are called in errors (default `tokenizer.json`). */
  where?: string;
}

/** How a text becomes ids. */
export interface EncodeOptions {
  /** Adds what the model expects around a text, e.g. `</s>` (default true). */
  specialTokens?: boolean;
  /** Longer texts lose their end; special tokens stay. Default: no limit. */
  maxLength?: number;
}

/** How texts become ids of one length. */
export interface EncodeBatchOptions extends EncodeOptions {
  /** Where shorter texts are padded; default: the tokenizer's own side. */
  paddingSide?: Side;
}

/** Texts as ids of one length. */
export interface EncodedBatch {
  /** B lists of one length. */
  ids: number[][];
  /** 1 an id of the text, 0 padding. */
  mask: number[][];
}

/** How ids become text. */
export interface DecodeOptions {
  /** Leaves special tokens out (default true). */
  skipSpecialTokens?: boolean;
  /** Removes spaces before punctuation, as transformers' `clean_up_tokenization_spaces`; default: the tokenizer's own. */
  cleanUp?: boolean;
}

interface Configured {
  padding_side?: unknown;
  clean_up_tokenization_spaces?: unknown;
  pad_token?: unknown;
  bos_token?: unknown;
  eos_token?: unknown;
}

/**
 * Text to ids and back, from Hugging Face's tokenizer.json. The work is done by `@huggingface/tokenizers`; its answers
 * equal those of the `tokenizers` library of Python, with what is put right here: SentencePiece's character map
 * (`CharacterMap`), ids beyond the vocabulary, which a padded model may write, and texts without ids.
 */
export class Tokenizer {
  readonly paddingSide: Side;
  /** Ids by role, where the tokenizer names them. */
  readonly padding?: number;
  readonly start?: number;
  readonly end?: number;
  /** One more than the greatest id. */
  readonly size: number;
  private readonly library: LibraryTokenizer;
  private readonly cleanUp: boolean;

  /** @throws if the files describe no tokenizer that is known */
  constructor({ tokenizer, config = {}, where = 'tokenizer.json' }: TokenizerFiles) {
    const configured = config as Configured;
    try {
      this.library = makeLibraryTokenizer(tokenizer, config);
    } catch (error) {
      throw new Error(`${where}: no tokenizer that can be read: ${(error as Error).message}`);
    }
    this.size = 1 + Math.max(...this.library.get_vocab(true).values());
    this.paddingSide = configured.padding_side === 'left' ? 'left' : 'right';
    this.cleanUp = configured.clean_up_tokenization_spaces === true;
    this.padding = this.idOf(configured.pad_token);
    this.start = this.idOf(configured.bos_token);
    this.end = this.idOf(configured.eos_token);
  }

  /** The id of one token as it stands in the vocabulary, e.g. `<image>`. */
  id(token: string): number | undefined {
    return this.library.token_to_id(token);
  }

  /** The token of an id, as it stands in the vocabulary. */
  token(id: number): string | undefined {
    return this.library.id_to_token(id);
  }

  /** The ids of a text. */
  encode(text: string, { specialTokens = true, maxLength }: EncodeOptions = {}): number[] {
    const ids = this.encodeWhole(text, specialTokens);
    return maxLength === undefined || ids.length <= maxLength ? ids : this.shorten(text, ids, maxLength);
  }

  /** The pieces that `encode` finds, special tokens included. */
  tokens(text: string): string[] {
    return text === '' ? this.encodeWhole('', true).map((id) => this.token(id)!) : this.library.encode(text).tokens;
  }

  /** Pads all texts to the longest one. @throws if the tokenizer has no padding token, and texts of unequal length */
  encodeBatch(
    texts: readonly string[],
    { paddingSide = this.paddingSide, ...options }: EncodeBatchOptions = {},
  ): EncodedBatch {
    const encoded = texts.map((text) => this.encode(text, options));
    const length = Math.max(0, ...encoded.map((ids) => ids.length));
    const padding = this.padding ?? Number.NaN;
    if (Number.isNaN(padding) && encoded.some((ids) => ids.length < length)) {
      throw new Error('The tokenizer names no padding token (pad_token), which texts of unequal length need.');
    }
    const pad = (row: readonly number[], value: number) => {
      const filling = new Array<number>(length - row.length).fill(value);
      return paddingSide === 'left' ? [...filling, ...row] : [...row, ...filling];
    };
    return {
      ids: encoded.map((ids) => pad(ids, padding)),
      mask: encoded.map((ids) =>
        pad(
          ids.map(() => 1),
          0,
        ),
      ),
    };
  }

  /** The text of ids. @param ids those beyond the vocabulary are left out */
  decode(ids: readonly number[], { skipSpecialTokens = true, cleanUp = this.cleanUp }: DecodeOptions = {}): string {
    const known = ids.filter((id) => this.token(id) !== undefined);
    if (known.length === 0) return '';
    return this.library.decode(known, {
      skip_special_tokens: skipSpecialTokens,
      clean_up_tokenization_spaces: cleanUp,
    });
  }

  /**
   * @param rows of the language model's embedding
   * @throws if the tokenizer has ids that the model does not know: they belong to different checkpoints
   */
  checkVocabulary(rows: number, where = 'the language model'): void {
    if (this.size <= rows) return;
    throw new Error(
      `The tokenizer has ${this.size} ids, the embedding of ${where} only ${rows} rows: they belong to different checkpoints.`,
    );
  }

  private encodeWhole(text: string, specialTokens: boolean): number[] {
    return this.library.encode(text, { add_special_tokens: specialTokens }).ids;
  }

  /** Keeps the special tokens around the text and drops the text's last ids. */
  private shorten(text: string, ids: number[], maxLength: number): number[] {
    const plain = this.encodeWhole(text, false);
    const added = ids.length - plain.length;
    if (!Number.isInteger(maxLength) || maxLength < added) {
      throw new Error(`Option maxLength: found ${maxLength}, expected at least the ${added} special tokens of a text.`);
    }
    const before = Array.from({ length: added + 1 }, (_, i) => i).find((i) =>
      plain.every((id, k) => id === ids[i + k]),
    )!;
    return [...ids.slice(0, before + maxLength - added), ...ids.slice(before + plain.length)];
  }

  /** A special token of the configuration: its text, or an object with it. */
  private idOf(token: unknown): number | undefined {
    const content = typeof token === 'object' && token !== null && 'content' in token ? token.content : token;
    return typeof content === 'string' ? this.id(content) : undefined;
  }
}
