import { type CaptionRow, findFields, rowOf } from './captionRow';
import { parseJson } from './json';

/** Rows of JSON lines, an object with an image id and a caption (or a list of captions) on each; empty lines are none. */
export function* jsonLineRows(text: string): Generator<CaptionRow> {
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() !== '') yield rowOf(parseJson(line, index + 1), `line ${index + 1}`);
  }
}

/** Whether a text that begins with "{" is JSON lines: its first line is a whole object, and a row or not the only one. */
export function isJsonLines(text: string): boolean {
  const end = text.indexOf('\n');
  const first = end < 0 ? text : text.slice(0, end);
  try {
    const fields = Object.keys(JSON.parse(first));
    return findFields(fields) !== undefined || text.slice(first.length).trim() !== '';
  } catch {
    return false;
  }
}
