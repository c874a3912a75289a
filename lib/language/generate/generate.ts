import { tf } from '../../engine';
import type { LanguageModel, Prompt } from '../languageModel';
import { searchWithBeams } from './beamSearch';
import { searchGreedily } from './greedy';
import { type GenerateOptions, resolveOptions } from './options';
import { TokenRules } from './rules';
import { Session } from './session';

/** What was written after one prompt. */
export interface GeneratedSequence {
  /** Which prompt of the batch. */
  prompt: number;
  /** The new ids; the last one is the end token, unless the length ran out. */
  ids: readonly number[];
  /** With beams: log-probability / (new tokens)^lengthPenalty. */
  score?: number;
}

/**
 * Writes a text after each prompt, exactly as transformers' `generate` does with the same options. The event loop gets
 * its turn before every token. No tensor is left behind, whether it ends, is aborted or throws.
 *
 * @param prompt of any batch size; prompts of unequal length are padded in front (or between image and text) and masked.
 * The caller keeps its tensors.
 * @returns the sequences in order of the prompts, `returnSequences` each, best first
 * @throws on impossible options, on a prompt that does not fit the model, and with the signal's reason when aborted
 */
export async function generate(
  model: LanguageModel,
  prompt: Prompt,
  options: GenerateOptions = {},
): Promise<GeneratedSequence[]> {
  checkPrompt(model, prompt);
  if (model.continuesPrompt && prompt.mask) await checkEnds(prompt.mask);
  const histories = model.written(prompt);
  const written = histories[0]?.length ?? 0;
  const resolved = resolveOptions(options, written, model.tokens.end);
  const rules = new TokenRules(resolved, written);
  resolved.signal?.throwIfAborted();
  const { compiled, maxNewTokens } = resolved;
  if (compiled && compiled.model !== model) throw new Error('Option compiled: found the step of another model.');
  const session = new Session(model, prompt, { compiled, capacity: maxNewTokens });
  try {
    if (resolved.beams === 1) {
      const found = await searchGreedily(session, histories, rules, resolved, model.tokens.padding);
      return found.map((ids, index) => ({ prompt: index, ids }));
    }
    const found = await searchWithBeams(session, histories, rules, resolved);
    return found.flatMap((sequences, index) => sequences.map(({ ids, score }) => ({ prompt: index, ids, score })));
  } finally {
    session.dispose();
  }
}

function checkPrompt(model: LanguageModel, { embeddings, mask, ids }: Prompt): void {
  const [batch, length, width] = embeddings.shape;
  if (embeddings.rank !== 3 || batch < 1 || length < 1 || width !== model.width) {
    throw new Error(`A prompt: found embeddings [${embeddings.shape}], expected [batch, length, ${model.width}].`);
  }
  if (mask && `${mask.shape}` !== `${[batch, length]}`) {
    throw new Error(`A prompt: found a mask [${mask.shape}], expected [${batch}, ${length}].`);
  }
  if (ids && (ids.length !== batch || ids.some((row) => row.length !== length))) {
    const found = ids.map((row) => row.length).join(', ');
    throw new Error(`A prompt: found ids of lengths ${found || 'none'}, expected ${batch} lists of ${length}.`);
  }
}

async function checkEnds(mask: tf.Tensor): Promise<void> {
  const last = tf.tidy(() => tf.slice(mask, [0, mask.shape[1]! - 1], [mask.shape[0]!, 1]));
  const values = await last.data();
  last.dispose();
  const padded = values.indexOf(0);
  if (padded < 0) return;
  throw new Error(
    `A prompt: found padding at the end of prompt ${padded}, expected it before the text: the model writes on from there.`,
  );
}
