import { tf, tidy } from '../../engine';
import type { Decoding, LanguageModel, Prompt } from '../languageModel';

/** One batch on its way through a language model: owns every tensor between tokens, and frees them. */
export class Session {
  private decoding: Decoding;

  constructor(
    private readonly model: LanguageModel,
    prompt: Prompt,
  ) {
    this.decoding = tidy(() => model.start(prompt));
  }

  /** The scores of the next token, one row a sequence; other work of the process gets its turn before. */
  async scores(): Promise<Float32Array[]> {
    await tf.nextFrame();
    const { logits } = this.decoding;
    const [count, vocabulary] = logits.shape;
    const values = (await logits.data()) as Float32Array;
    return Array.from({ length: count }, (_, row) => values.slice(row * vocabulary, (row + 1) * vocabulary));
  }

  /**
   * Every sequence reads one more id.
   * @param origins for each new sequence, the old one that it continues; default: each its own
   */
  step(ids: readonly number[], origins?: readonly number[]): void {
    const { state, logits } = this.decoding;
    this.decoding = tidy(() => {
      const rows = origins ? pick(state.rows, origins) : state.rows;
      return this.model.step(tf.tensor1d([...ids], 'int32'), { ...state, rows });
    });
    const kept = new Set(this.decoding.state.rows);
    tf.dispose([logits, ...state.rows.filter((tensor) => !kept.has(tensor))]);
  }

  dispose(): void {
    const { logits, state } = this.decoding;
    tf.dispose([logits, ...state.rows, ...state.context]);
  }
}

function pick(tensors: readonly tf.Tensor[], origins: readonly number[]): readonly tf.Tensor[] {
  const same = origins.length === tensors[0]?.shape[0] && origins.every((origin, i) => origin === i);
  if (same) return tensors;
  const indices = tf.tensor1d([...origins], 'int32');
  return tensors.map((tensor) => tf.gather(tensor, indices));
}
