import { closeSync, createReadStream, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createGunzip } from 'node:zlib';
import { ParaphraseBuilder } from './paraphraseBuilder';
import { writeParaphrases } from './paraphrases';

const NEWLINE = 10;

/**
 * Turns METEOR's `paraphrase-en.gz` (three lines a pair: probability, phrase, paraphrase) into the file that
 * `readParaphrases` takes. The file appears when it is complete.
 * @throws if the source cannot be read, or ends within a pair
 */
export async function convertParaphrases(source: string, file: string, signal?: AbortSignal): Promise<void> {
  const builder = new ParaphraseBuilder();
  let line = 0;
  let phrase: Buffer | undefined;
  await eachLine(source, signal, (text) => {
    const place = line++ % 3;
    if (place === 1) phrase = text;
    if (place === 2) builder.add(phrase!, text);
  });
  if (line === 0 || line % 3 !== 0)
    throw new Error(`${source}: has ${line} lines, expected a multiple of three, more than none`);
  writeWhole(file, writeParaphrases(builder.finish()));
}

/** Calls back with each line of a gzip file, as bytes that stay valid. */
async function eachLine(source: string, signal: AbortSignal | undefined, use: (line: Buffer) => void): Promise<void> {
  const input = createReadStream(source, { signal, highWaterMark: 1 << 20 });
  const text = createGunzip({ chunkSize: 1 << 20 });
  input.on('error', (error) => text.destroy(error));
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of input.pipe(text) as AsyncIterable<Buffer>) {
    const bytes = Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      use(bytes.subarray(start, end));
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  if (rest.length > 0) use(rest);
}

function writeWhole(file: string, pieces: Buffer[]): void {
  const partial = `${file}.partial-${process.pid}`;
  mkdirSync(dirname(file), { recursive: true });
  try {
    const output = openSync(partial, 'w');
    try {
      for (const piece of pieces) writeFileSync(output, piece);
    } finally {
      closeSync(output);
    }
    renameSync(partial, file);
  } finally {
    rmSync(partial, { force: true });
  }
}
