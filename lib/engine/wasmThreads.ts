import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import workerThreads from 'node:worker_threads';

/**
 * What TensorFlow.js's worker script needs to run in Node. The script is the text of a function, cut out of a bundle
 * whose helpers it uses; and it finds the main script by an object URL, which here is the path of a file.
 */
const WORKER_PRELUDE = `
var require$$0 = require('fs'), require$$1 = require('path'), require$$3 = require('perf_hooks'), require$$4 = require('os');
var commonjsGlobal = globalThis;
var __values = function (items) { return Array.from(items)[Symbol.iterator](); };
var __read = function (items, count) { return Array.from(items).slice(0, count); };
var __spreadArray = function (to, from) { return to.concat(Array.from(from)); };
URL.createObjectURL = function (file) { return file.path; };
URL.revokeObjectURL = function () {};
`;

/**
 * Runs `start`, which starts TensorFlow.js's WebAssembly backend, such that it can use threads in Node.
 * The backend (4.22) has threads for browsers only: it makes its workers from blobs, which Node's workers cannot read,
 * takes half of the processors that it counts, and keeps the process alive by workers that wait. So while it starts, a
 * blob is a file, each processor counts twice, and its workers let the process end; all is put back afterwards.
 */
export async function withWasmThreads<T>(start: () => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(os.tmpdir(), 'mivpg-wasm-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  let files = 0;
  class FileBlob {
    readonly path = join(folder, `${files++}.js`);
    constructor(parts: string[]) {
      writeFileSync(this.path, WORKER_PRELUDE + parts.join(''));
    }
  }
  const { Worker } = workerThreads;
  class QuietWorker extends Worker {
    override ref(): void {}
  }
  const { cpus } = os;
  const { Blob } = globalThis;
  const { createObjectURL } = URL;
  try {
    Object.assign(globalThis, { Blob: FileBlob });
    Object.assign(URL, { createObjectURL: (file: FileBlob) => file.path });
    Object.assign(os, { cpus: () => [...cpus(), ...cpus()] });
    Object.assign(workerThreads, { Worker: QuietWorker });
    return await start();
  } finally {
    Object.assign(globalThis, { Blob });
    Object.assign(URL, { createObjectURL });
    Object.assign(os, { cpus });
    Object.assign(workerThreads, { Worker });
  }
}
