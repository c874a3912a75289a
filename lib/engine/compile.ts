import { inputLeaf, outputLeaf, type Taken, takeTensors } from './compile/containers';
import { RecordingError } from './compile/failure';
import type { OperationCounts } from './compile/graph';
import { multipliesInBfloat16, type NativeBackend, nativeBackend } from './compile/nativeBackend';
import { type Precision, precisions } from './compile/nodeWriter';
import { Program } from './compile/program';
import { activeRecording, record } from './compile/record';
import { tf, tidy } from './tf';

/** How a step is recorded. */
export interface CompileOptions {
  /**
   * Precision of matrix products (default `float32`). `bf16` rounds their factors and results to 8 bits of mantissa and
   * is about 1.5 times as fast where the processor has instructions for it (`avx512_bf16`, `amx_bf16`) or on a GPU. On
   * other processors it would be slower than float32, so it is float32 there, with a warning; so it is on other engines.
   */
  precision?: Precision;
  /** Most recordings kept, one for each set of input shapes; then the one unused for longest goes (default 16). */
  limit?: number;
  /** Whether to record at all (default true); false runs the function as it is, to compare or to look into it. */
  graph?: boolean;
}

/** What has been recorded. */
export interface CompiledEntry {
  /** Types and shapes of the inputs, with the values of those that are no tensors. */
  inputs: string;
  runs: number;
  /** Of its matrix products: `float32` where `bf16` was asked for and the processor has no instructions for it. */
  precision: Precision;
  /** Seconds that recording took, and loading the graph. */
  recordSeconds: number;
  loadSeconds: number;
  /** How many of each TensorFlow operation the graph has. */
  operations: OperationCounts;
}

/** A function that runs as a recorded graph, one for each set of input shapes. */
export interface CompiledStep<Inputs extends unknown[], Outputs> {
  (...inputs: Inputs): Outputs;
  /** The recordings that are kept, the least recently used first. */
  readonly entries: readonly CompiledEntry[];
  /** How often something was recorded; more than there are entries means that `limit` is too low for the shapes. */
  readonly recordings: number;
  /** Gives the variables back to eager TensorFlow.js and frees the graphs; a later call records anew. */
  dispose(): void;
}

interface Entry {
  info: CompiledEntry;
  program: Program;
  outputs: Taken;
}

/**
 * A function of tensors that TensorFlow runs as one graph: the first call with inputs of some shapes records what the
 * function does, every later one runs the recording in one call. A whole training step (loss, gradients, optimiser) can
 * be one. On engines other than native, the function simply runs; the results are the same.
 *
 * - Inputs: tensors, in arrays and plain objects too. Numbers, strings and flags are part of the "shape": another value
 *   is another recording, so give what changes often (a learning rate) as a tensor. Outputs: tensors in the same forms,
 *   the caller's to dispose of.
 * - Variables (weights, an optimiser's slots) are read and assigned inside as usual, and outside between calls: the next
 *   run sees a new value, and a reader sees what the last run left. They must exist before the first call.
 * - Randomness comes from a `Random` made outside: each run draws anew, the same numbers as uncompiled.
 * - Everything else in JavaScript (an `if`, a number of a closure) is as it was when it was recorded.
 * - Inside of another compiled step, and where TensorFlow.js takes a gradient of it, the function runs as it is.
 *
 * @throws RecordingError, naming the operation and the line, when the function reads numbers of a tensor, uses tensors
 * from outside that are neither inputs nor variables, makes or disposes of variables, or draws numbers in JavaScript
 */
export function compile<Inputs extends unknown[], Outputs>(
  run: (...inputs: Inputs) => Outputs,
  { precision = 'float32', limit = 16, graph = true }: CompileOptions = {},
): CompiledStep<Inputs, Outputs> {
  if (!precisions.includes(precision)) {
    throw new Error(`Option precision: found "${precision as string}", expected one of ${precisions.join(', ')}.`);
  }
  if (!(limit >= 1)) throw new Error(`Option limit: found ${limit}, expected at least 1.`);
  const entries = new Map<string, Entry>();
  let recordings = 0;

  function entryFor(backend: NativeBackend, inputs: Taken): Entry {
    const known = entries.get(inputs.key);
    if (known) {
      entries.delete(inputs.key); // to the end: the most recently used
      entries.set(inputs.key, known);
      return known;
    }
    const entry = makeEntry(backend, inputs, (...given) => run(...(given as Inputs)), precision);
    recordings++;
    entries.set(inputs.key, entry);
    if (entries.size > limit) {
      const [oldest, { program }] = entries.entries().next().value!;
      entries.delete(oldest);
      program.dispose();
    }
    return entry;
  }

  const step = (...inputs: Inputs): Outputs => {
    const backend = graph && !activeRecording() && !isTapeOn() ? nativeBackend() : undefined;
    if (!backend) return tidy(() => run(...inputs));
    const taken = takeTensors(inputs, 'input', inputLeaf);
    const entry = entryFor(backend, taken);
    const results = entry.program.run(taken.tensors);
    entry.info.runs++;
    return entry.outputs.rebuild((i) => results[i]!) as Outputs;
  };

  return Object.defineProperties(step, {
    entries: { get: () => [...entries.values()].map(({ info }) => info) },
    recordings: { get: () => recordings },
    dispose: {
      value() {
        for (const { program } of entries.values()) program.dispose();
        entries.clear();
      },
    },
  }) as CompiledStep<Inputs, Outputs>;
}

/** Whether TensorFlow.js notes operations to take their gradient; a graph would be a blank in its notes. */
const isTapeOn = () => (tf.engine().state as unknown as { gradientDepth: number }).gradientDepth > 0;

let warned = false;

/** The precision that is the faster one here, if another than float32 is wanted. */
function precisionOn(backend: NativeBackend, wanted: Precision): Precision {
  if (wanted === 'float32' || multipliesInBfloat16(backend)) return wanted;
  if (!warned) {
    process.emitWarning(
      'Compiled steps compute in float32: this processor has no bfloat16 instructions (avx512_bf16).',
    );
  }
  warned = true;
  return 'float32';
}

function makeEntry(
  backend: NativeBackend,
  inputs: Taken,
  run: (...inputs: unknown[]) => unknown,
  wanted: Precision,
): Entry {
  const precision = precisionOn(backend, wanted);
  const begun = performance.now();
  const recorded = record(backend, precision, (recording) => {
    const stands = inputs.tensors.map((tensor, i) => recording.input(tensor, i));
    const result = run(...(inputs.rebuild((i) => stands[i]!) as unknown[]));
    const outputs = takeTensors(result, 'output', outputLeaf);
    const variables = recording.close(outputs.tensors);
    return { recording, variables, outputs };
  });
  const { recording, variables, outputs } = recorded;
  const done = performance.now();
  const counts = { inputs: inputs.tensors.length, outputs: outputs.tensors.length };
  const program = new Program(backend, recording.graph, variables, recording.seeds, counts);
  const info = {
    inputs: inputs.key,
    runs: 0,
    precision,
    recordSeconds: (done - begun) / 1000,
    loadSeconds: (performance.now() - done) / 1000,
    operations: recording.graph.counts(),
  };
  return { info, program, outputs };
}

/** @throws RecordingError while a compiled step is recorded; for what would be frozen there without anybody's notice */
export function forbidInCompiledStep(reason: string): void {
  if (activeRecording()) throw new RecordingError(reason);
}
