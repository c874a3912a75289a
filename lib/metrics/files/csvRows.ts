import { parse } from 'papaparse';
import { type CaptionRow, expectedFields, findFields, listNames } from './captionRow';

/** Rows of comma-separated values (or semicolons, or tabs) under a header; fields in quotes may hold line breaks. */
export function* csvRows(text: string): Generator<CaptionRow> {
  const records = recordsOf(text.replace(/\r\n?/g, '\n'));
  const names: string[] = records.next().value!.fields.map((name: string) => name.trim());
  const found = findFields(names);
  if (!found) throw new Error(`line 1: found ${listNames(names)} in the CSV header, expected ${expectedFields}`);
  const [id, caption] = [names.indexOf(found.id), names.indexOf(found.caption)];
  for (const { fields, line } of records) {
    if (fields.length !== names.length)
      throw new Error(
        `line ${line}: found ${fields.length} fields, expected ${names.length} as in the header (is a caption without quotes?)`,
      );
    yield { id: fields[id], caption: fields[caption], place: `line ${line}` };
  }
}

/** The records of a text, header first, with the line that each begins on; empty lines are none. */
function* recordsOf(text: string): Generator<{ fields: string[]; line: number }, undefined> {
  const { data, errors } = parse<string[]>(text, { delimiter: delimiterOf(text), newline: '\n' });
  const misquoted = errors.find(({ type }) => type === 'Quotes');
  let line = 1;
  for (const [index, fields] of data.entries()) {
    if (index === misquoted?.row) throw new Error(`line ${line}: ${misquoted.message}`);
    if (fields.length > 1 || fields[0]!.trim() !== '') yield { fields, line };
    line += fields.join('').split('\n').length;
  }
}

const delimiters = [',', ';', '\t'];

/** The delimiter that makes sense of the header. */
function delimiterOf(text: string): string {
  const header = text.trimStart().split('\n', 1)[0]!;
  const names = (delimiter: string) => header.split(delimiter).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
  return delimiters.find((delimiter) => findFields(names(delimiter))) ?? ',';
}
