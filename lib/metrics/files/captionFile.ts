import { constants, isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { type CaptionRow, describe } from './captionRow';
import { csvRows } from './csvRows';
import { inFile } from './inFile';
import { isJsonLines, jsonLineRows } from './jsonLineRows';
import { jsonRows } from './jsonRows';

/**
 * Reads reference captions by image id: COCO annotations, `{id: [caption, ...]}` as JSON, JSON lines or CSV with one
 * caption a row. The content tells the format, not the name. An id that is a number is the text of its digits.
 * @throws an error that names the file, the place in it, what was found there and what was expected
 */
export function readReferences(path: string): Map<string, string[]> {
  return inFile(path, () => parseReferences(readText(path)));
}

/** Reads one caption an image: COCO results, `{id: caption}` as JSON, JSON lines or CSV; else as `readReferences`. */
export function readPredictions(path: string): Map<string, string> {
  return inFile(path, () => parsePredictions(readText(path)));
}

/** `readReferences` for the text of a file. */
export function parseReferences(text: string): Map<string, string[]> {
  const references = new Map<string, string[]>();
  for (const row of rowsOf(text)) {
    const id = idOf(row);
    const captions = references.get(id);
    if (captions) captions.push(...captionsOf(row));
    else references.set(id, captionsOf(row));
  }
  return notEmpty(references);
}

/** `readPredictions` for the text of a file. */
export function parsePredictions(text: string): Map<string, string> {
  const predictions = new Map<string, string>();
  for (const row of rowsOf(text)) {
    const id = idOf(row);
    if (predictions.has(id)) throw new Error(`${row.place}: image "${id}" has a prediction already, expected one each`);
    const [caption, ...more] = captionsOf(row);
    if (more.length > 0) throw new Error(`${row.place}: found ${more.length + 1} captions, expected one prediction`);
    predictions.set(id, caption!);
  }
  return notEmpty(predictions);
}

function rowsOf(text: string): Iterable<CaptionRow> {
  const content = text.trimStart();
  if (content === '') throw new Error('the file is empty, expected captions as JSON, JSON lines or CSV');
  if (content.startsWith('{') && isJsonLines(content)) return jsonLineRows(text);
  return content.startsWith('{') || content.startsWith('[') ? jsonRows(text) : csvRows(text);
}

function idOf({ id, place }: CaptionRow): string {
  if (typeof id === 'string' && id !== '') return id;
  if (Number.isSafeInteger(id)) return String(id);
  throw new Error(`${place}: found ${describe(id)} as image id, expected text or a whole number`);
}

function captionsOf({ caption, place }: CaptionRow): string[] {
  const captions = Array.isArray(caption) ? caption : [caption];
  if (captions.length === 0) throw new Error(`${place} has no caption, expected at least one`);
  const wrong = captions.findIndex((text) => typeof text !== 'string');
  if (wrong < 0) return captions;
  const where = Array.isArray(caption) ? `${place}, caption ${wrong + 1}` : place;
  throw new Error(`${where}: found ${describe(captions[wrong])}, expected a caption (text)`);
}

function notEmpty<T>(captions: Map<string, T>): Map<string, T> {
  if (captions.size === 0) throw new Error('the file has no captions, expected at least one');
  return captions;
}

function readText(path: string): string {
  const bytes = readFileSync(path);
  if (bytes.length > constants.MAX_STRING_LENGTH)
    throw new Error(`the file has ${bytes.length} bytes, expected at most ${constants.MAX_STRING_LENGTH}`);
  if (!isUtf8(bytes)) throw new Error(`line ${lineOfInvalidBytes(bytes)}: found bytes that are not UTF-8`);
  const text = bytes.toString('utf8');
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

function lineOfInvalidBytes(bytes: Buffer): number {
  let line = 1;
  let start = 0;
  for (let end = bytes.indexOf('\n'); end >= 0 && isUtf8(bytes.subarray(start, end)); line++) {
    start = end + 1;
    end = bytes.indexOf('\n', start);
  }
  return line;
}
