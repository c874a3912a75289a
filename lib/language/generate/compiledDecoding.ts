import { type CompileOptions, compile, tf } from '../../engine';
import type { LanguageModel, LanguageState, TensorLists } from '../languageModel';

/**
 * A language model's decoding step, recorded once and run as one TensorFlow graph for every token after. Recordings are
 * kept for later prompts of the same shapes (batch, beams, prompt length, `maxNewTokens`), so that it pays for many
 * captions, not for one. On engines other than native the step runs as it is.
 */
export class CompiledDecoding {
  private readonly run;

  /** @param options of `compile`: precision of the products, how many recordings are kept */
  constructor(
    readonly model: LanguageModel,
    options: CompileOptions = {},
  ) {
    this.run = compile((ids: tf.Tensor1D, origins: tf.Tensor1D, context: TensorLists, rows: TensorLists) => {
      const { logits, state } = model.step(ids, { context, rows: pickRows(rows, origins) });
      return { logits, rows: state.rows };
    }, options);
  }

  /** How many recordings were made. */
  get recordings(): number {
    return this.run.recordings;
  }

  /** As `LanguageModel.step`, after the sequences were picked. @param origins int32 [sequences], as many as there are */
  step(ids: tf.Tensor1D, origins: tf.Tensor1D, { context, rows }: LanguageState) {
    const next = this.run(ids, origins, context, rows);
    return { logits: next.logits, state: { context, rows: next.rows } };
  }

  /** Frees the graphs. */
  dispose(): void {
    this.run.dispose();
  }
}

/** @param origins int32, the row that each of the new rows continues */
export function pickRows(rows: TensorLists, origins: tf.Tensor1D): TensorLists {
  const picked = Object.entries(rows).map(([name, list]) => [name, list.map((tensor) => tf.gather(tensor, origins))]);
  return Object.fromEntries(picked) as TensorLists;
}
