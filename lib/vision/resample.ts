import { resampleCode } from './resampleCode';

/** For each place of a result, which places of the source it is a weighted sum of; each count is at least 1. */
export interface Taps {
  /** First source place of each result place. */
  first: Int32Array;
  /** How many source places follow from there. */
  count: Int32Array;
  /** [result, stride]: weights in fixed point. */
  weights: Int32Array;
  stride: number;
}

interface Module {
  memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  rows(source: number, sourceBytes: number, height: number, ...rest: number[]): void;
  columns(source: number, rowBytes: number, ...rest: number[]): void;
}

/** What of WebAssembly is used here; TypeScript knows it in browsers only. */
interface WebAssemblyHost {
  Module: new (code: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
}

const PAGE = 2 ** 16;
/** The loops read and write in sixteens, and so beyond the end of the last line. */
const SPARE_BYTES = 16;
/** A memory that a large picture has made larger than this is not kept. */
const KEPT_BYTES = 2 ** 26;

let kept: Module | undefined;

/** The loops of `resample.wat`, which use the processor's vector instructions: five times as fast as JavaScript. */
function loadModule(): Module {
  if (kept) return kept;
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyHost }).WebAssembly;
  kept = new Instance(new Module(Buffer.from(resampleCode, 'base64'))).exports as Module;
  return kept;
}

/**
 * Puts records of the taps, then the source, then the result into the module's memory, and runs one of its loops.
 * @param placeBytes from a source place to the next @returns a copy of the result
 */
function run(
  { first, count, weights, stride }: Taps,
  source: Uint8Array,
  { placeBytes, resultBytes }: { placeBytes: number; resultBytes: number },
  loop: (module: Module, records: { at: number; bytes: number }, sourceAt: number, resultAt: number) => void,
): Uint8Array {
  const words = stride + 2;
  const sourceAt = 4 * words * first.length;
  const resultAt = sourceAt + source.length + SPARE_BYTES;
  const module = loadModule();
  const missing = resultAt + resultBytes + SPARE_BYTES - module.memory.buffer.byteLength;
  if (missing > 0) module.memory.grow(Math.ceil(missing / PAGE));
  const { buffer } = module.memory;
  const records = new Int32Array(buffer, 0, words * first.length);
  for (let place = 0; place < first.length; place++) {
    records[words * place] = first[place]! * placeBytes;
    records[words * place + 1] = count[place]!;
    records.set(weights.subarray(stride * place, stride * (place + 1)), words * place + 2);
  }
  new Uint8Array(buffer).set(source, sourceAt);
  loop(module, { at: 0, bytes: 4 * words }, sourceAt, resultAt);
  if (buffer.byteLength > KEPT_BYTES) kept = undefined;
  return new Uint8Array(buffer).slice(resultAt, resultAt + resultBytes);
}

/** @param source [height, width, 3] @returns [height, places of the taps, 3] */
export function resampleRows(source: Uint8Array, width: number, height: number, taps: Taps): Uint8Array {
  const target = taps.first.length;
  return run(taps, source, { placeBytes: 3, resultBytes: 3 * target * height }, (module, records, from, to) =>
    module.rows(from, 3 * width, height, records.at, records.bytes, target, to),
  );
}

/** @param source [height, width, 3] @returns [places of the taps, width, 3] */
export function resampleColumns(source: Uint8Array, width: number, taps: Taps): Uint8Array {
  const target = taps.first.length;
  return run(taps, source, { placeBytes: 3 * width, resultBytes: 3 * width * target }, (module, records, from, to) =>
    module.columns(from, 3 * width, records.at, records.bytes, target, to),
  );
}
