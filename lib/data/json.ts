import { dataError } from './faults';

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The list of objects in a field.
 * @param path the file, for messages @throws DataError `malformed-file`
 */
export function objectsIn(value: unknown, field: string, path: string): JsonObject[] {
  const list = isObject(value) ? value[field] : undefined;
  if (!Array.isArray(list))
    throw dataError('malformed-file', path, `found no list "${field}", expected one of objects`);
  const wrong = list.findIndex((entry) => !isObject(entry));
  if (wrong >= 0) {
    throw dataError('malformed-file', `${path}, ${field}[${wrong}]`, `found ${brief(list[wrong])}, expected an object`);
  }
  return list as JsonObject[];
}

/** A text or number as text, undefined for everything else. */
export function idText(value: unknown): string | undefined {
  if (typeof value === 'string' && value !== '') return value;
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

/** A value in a message, long ones cut. */
export function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
