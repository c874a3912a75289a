import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'papaparse';
import { dataError } from './faults';

/** The row of a CSV file: the wanted columns' values by name, those of optional columns if they are there, and where it stands. */
export type TableRow<Column extends string, Optional extends string = never> = Record<Column, string> &
  Partial<Record<Optional, string>> & {
    /** For messages: `captions.csv, line 3`. */
    where: string;
  };

/**
 * Reads a CSV file (RFC 4180; a byte order mark, either line ending and quoted line breaks are all right; `.gz` is
 * unpacked) whose first line names its columns. Other columns than the wanted ones are ignored.
 * @param optional columns that a file may have or lack
 * @throws DataError `missing-file`, `malformed-file` with the line, or `wrong-columns`
 */
export function readTable<const Column extends string, const Optional extends string = never>(
  path: string,
  columns: readonly Column[],
  optional: readonly Optional[] = [],
): TableRow<Column, Optional>[] {
  const [header, ...rows] = parseCsv(path, readBytes(path));
  const names = (header?.record ?? []).map((name) => name.trim());
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    const found = names.length > 0 ? `the columns ${names.join(', ')}` : 'no line';
    throw dataError('wrong-columns', path, `found ${found}, expected ${missing.join(', ')} as well`);
  }
  const present = [...columns, ...optional].filter((column) => names.includes(column));
  const places = present.map((column) => [column, names.indexOf(column)] as const);
  return rows.map(({ record, line }) => {
    const values = Object.fromEntries(places.map(([column, place]) => [column, record[place]]));
    return { ...values, where: `${path}, line ${line}` } as TableRow<Column, Optional>;
  });
}

/** A file's bytes, unpacked if its name ends in `.gz`. @throws DataError */
export function readBytes(path: string): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw dataError('missing-file', path, (cause as Error).message, { cause });
  }
  if (!path.endsWith('.gz')) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    throw dataError('malformed-file', path, `found no whole gzip file: ${(cause as Error).message}`, { cause });
  }
}

/** @throws DataError */
export function readJson(path: string): unknown {
  const bytes = readBytes(path);
  try {
    return JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''));
  } catch (cause) {
    throw dataError('malformed-file', path, `found no whole JSON text: ${(cause as Error).message}`, { cause });
  }
}

interface CsvRow {
  record: string[];
  /** Where the row begins, counted from 1. */
  line: number;
}

/** The rows that are not empty, the header first; all have the same number of fields. */
function parseCsv(path: string, bytes: Buffer): CsvRow[] {
  if (!isUtf8(bytes)) throw dataError('malformed-file', path, 'found bytes that are not UTF-8');
  const text = bytes
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .replaceAll('\r\n', '\n');
  const { data, errors } = parse<string[]>(text, { delimiter: ',', newline: '\n' });
  const rows: CsvRow[] = [];
  let line = 1;
  for (const [index, record] of data.entries()) {
    const misquoted = errors.find(({ row }) => row === index);
    if (misquoted) throw dataError('malformed-file', `${path}, line ${line}`, `found ${misquoted.message}`);
    if (record.length > 1 || record[0]!.trim() !== '') rows.push({ record, line });
    line += record.reduce((breaks, field) => breaks + field.split('\n').length - 1, 1);
  }
  const fields = rows[0]?.record.length;
  const odd = rows.find(({ record }) => record.length !== fields);
  if (!odd) return rows;
  const found = `found ${odd.record.length} fields, expected ${fields} as in the first line`;
  throw dataError('malformed-file', `${path}, line ${odd.line}`, found);
}
