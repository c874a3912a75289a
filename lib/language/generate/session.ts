import { tf, tidy } from '../../engine';
import type { Decoding, LanguageModel, Prompt, TensorLists } from '../languageModel';
import { type CompiledDecoding, pickRows } from './compiledDecoding';

export interface SessionOptions {
  /** Runs the steps as one graph. */
  compiled?: CompiledDecoding;
  /** Tokens at most. */
  capacity: number;
}

/** One batch on its way through a language model: owns every tensor between tokens, and frees them. */
export class Session {
  private readonly compiled?: CompiledDecoding;
  private decoding: Decoding;

  constructor(
    private readonly model: LanguageModel,
    prompt: Prompt,
    { compiled, capacity }: SessionOptions,
  ) {
    this.compiled = compiled;
    this.decoding = tidy(() => model.start(prompt, compiled && capacity));
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
  step(ids: readonly number[], origins: readonly number[] = ids.map((_, i) => i)): void {
    const { state, logits } = this.decoding;
    this.decoding = tidy(() => this.next(ids, origins));
    const kept = new Set(tensorsOf(this.decoding.state.rows));
    tf.dispose([logits, ...tensorsOf(state.rows).filter((tensor) => !kept.has(tensor))]);
  }

  dispose(): void {
    const { logits, state } = this.decoding;
    tf.dispose([logits, ...tensorsOf(state.rows), ...tensorsOf(state.context)]);
  }

  private next(ids: readonly number[], origins: readonly number[]): Decoding {
    const { state, logits } = this.decoding;
    const next = tf.tensor1d([...ids], 'int32');
    const indices = tf.tensor1d([...origins], 'int32');
    const asMany = origins.length === logits.shape[0];
    // The one step in which sequences become beams is not worth a recording.
    if (this.compiled && asMany) return this.compiled.step(next, indices, state);
    const same = asMany && origins.every((origin, i) => origin === i);
    return this.model.step(next, { ...state, rows: same ? state.rows : pickRows(state.rows, indices) });
  }
}

const tensorsOf = (lists: TensorLists): tf.Tensor[] => Object.values(lists).flat();
