import { checkCount, checkOption } from '../../nn';
import type { CompiledDecoding } from './compiledDecoding';

/** A sequence while it is being written. */
export interface GenerationUpdate {
  /** Which prompt of the batch. */
  prompt: number;
  /** The new ids so far. */
  ids: readonly number[];
  /** Whether this is the final sequence. */
  done: boolean;
}

/** How text is searched for; names and meaning are those of transformers. */
export interface GenerateOptions {
  /** Sequences that are followed side by side; 1 is greedy search (default 1; BLIP-2 captions with 5). */
  beams?: number;
  /** Default 30. */
  maxNewTokens?: number;
  /** Ids of the prompt and new ones together, as transformers counts; used where `maxNewTokens` is not given. */
  maxLength?: number;
  /** The end token has no chance before (default 0). */
  minNewTokens?: number;
  /** The same with the prompt's ids counted (default 0). */
  minLength?: number;
  /** Beams are ranked by their log-probability divided by (new tokens)^lengthPenalty (default 1). */
  lengthPenalty?: number;
  /** Scores of ids that were written already are divided by it, or multiplied where negative (default 1: none). */
  repetitionPenalty?: number;
  /** No run of so many ids is written twice (default 0: allowed). */
  noRepeatNgramSize?: number;
  /**
   * When beams stop: true, as soon as `beams` sequences ended; false, once no running beam is better than the ended ones
   * at its present length (default); `never`, once none can become better at any length.
   */
  earlyStopping?: boolean | 'never';
  /** How many sequences a prompt are returned, best first; at most `beams` (default 1). */
  returnSequences?: number;
  /** Default: the model's. */
  endToken?: number;
  /**
   * Called after every token: in greedy search the ids grow by one, with beams they are those of the best running beam
   * and may be rewritten. Called once more with `done` when a prompt's sequence is final.
   */
  onUpdate?: (update: GenerationUpdate) => void;
  /** Runs the steps as one graph on the native engine, see `CompiledDecoding`; of the same model (default: step by step). */
  compiled?: CompiledDecoding;
  /** Stops between two tokens; the promise is rejected with the signal's reason. */
  signal?: AbortSignal;
}

export interface ResolvedOptions
  extends Required<Omit<GenerateOptions, 'maxLength' | 'signal' | 'compiled' | 'onUpdate'>> {
  compiled?: CompiledDecoding;
  signal?: AbortSignal;
  onUpdate: (update: GenerationUpdate) => void;
}

/**
 * Fills in the defaults.
 * @param written how many ids count as written before the first new one
 * @throws on impossible values, with what is allowed
 */
export function resolveOptions(options: GenerateOptions, written: number, endToken: number): ResolvedOptions {
  const { maxLength, ...given } = options;
  const resolved: ResolvedOptions = {
    ...given,
    beams: options.beams ?? 1,
    maxNewTokens: options.maxNewTokens ?? (maxLength === undefined ? 30 : maxLength - written),
    minNewTokens: options.minNewTokens ?? 0,
    minLength: options.minLength ?? 0,
    lengthPenalty: options.lengthPenalty ?? 1,
    repetitionPenalty: options.repetitionPenalty ?? 1,
    noRepeatNgramSize: options.noRepeatNgramSize ?? 0,
    earlyStopping: options.earlyStopping ?? false,
    returnSequences: options.returnSequences ?? 1,
    endToken: options.endToken ?? endToken,
    onUpdate: options.onUpdate ?? (() => {}),
  };
  if (maxLength !== undefined && options.maxNewTokens === undefined && !(maxLength > written)) {
    throw new Error(`Option maxLength: found ${maxLength}, expected more than the ${written} ids of the prompt.`);
  }
  check(resolved);
  return resolved;
}

function check(options: ResolvedOptions): void {
  for (const name of ['beams', 'maxNewTokens', 'returnSequences'] as const) checkCount(name, options[name]);
  for (const name of ['minNewTokens', 'minLength', 'noRepeatNgramSize', 'endToken'] as const) {
    if (options[name] !== 0) checkCount(name, options[name]);
  }
  if (!Number.isFinite(options.lengthPenalty)) {
    throw new Error(`Option lengthPenalty: found ${options.lengthPenalty}, expected a number.`);
  }
  if (!(options.repetitionPenalty > 0 && options.repetitionPenalty < Number.POSITIVE_INFINITY)) {
    throw new Error(`Option repetitionPenalty: found ${options.repetitionPenalty}, expected a number above 0.`);
  }
  if (options.minNewTokens > options.maxNewTokens) {
    throw new Error(
      `Option minNewTokens: found ${options.minNewTokens}, expected at most maxNewTokens, ${options.maxNewTokens}.`,
    );
  }
  if (options.returnSequences > options.beams) {
    throw new Error(
      `Option returnSequences: found ${options.returnSequences}, expected at most ${options.beams} beams.`,
    );
  }
  checkOption('earlyStopping', String(options.earlyStopping), ['true', 'false', 'never']);
}
