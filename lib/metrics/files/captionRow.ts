/** One entry of a caption file as it stands there, not checked yet. */
export interface CaptionRow {
  id: unknown;
  /** A caption, or a list of captions. */
  caption: unknown;
  /** Where it stands, for messages: `line 3`. */
  place: string;
}

/** Field names of an image's (a product's) id and of a caption, those that win first. */
const idFields = ['image_id', 'image', 'id', 'item_id'];
const captionFields = ['caption', 'text'];

/** What a file must have, for messages. */
export const expectedFields = `an image id (${idFields.join(', ')}) and a caption (${captionFields.join(', ')})`;

/** Which of the field names hold the image's id and the caption; undefined where one of the two is missing. */
export function findFields(names: readonly string[]): { id: string; caption: string } | undefined {
  const id = idFields.find((name) => names.includes(name));
  const caption = captionFields.find((name) => names.includes(name));
  return id === undefined || caption === undefined ? undefined : { id, caption };
}

/** The row of a JSON object. @throws if it is none, or lacks a field */
export function rowOf(value: unknown, place: string): CaptionRow {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${place}: found ${describe(value)}, expected an object with ${expectedFields}`);
  const entry = value as Record<string, unknown>;
  const fields = findFields(Object.keys(entry));
  if (!fields) throw new Error(`${place}: found ${listNames(Object.keys(entry))}, expected ${expectedFields}`);
  return { id: entry[fields.id], caption: entry[fields.caption], place };
}

/** Field names in a message: all of a few, the first of many. */
export function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'no fields';
  const shown = names.slice(0, 8).map(shorten);
  return `the ${names.length === 1 ? 'field' : 'fields'} ${shown.join(', ')}${names.length > 8 ? ', ...' : ''}`;
}

/** A value in a message, long ones cut. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return value === null ? 'null' : 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return `an object with ${listNames(Object.keys(value))}`;
  return typeof value === 'string' ? `the text ${shorten(value)}` : `${value}`;
}

function shorten(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
}
