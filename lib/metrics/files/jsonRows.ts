import { type CaptionRow, describe, rowOf } from './captionRow';
import { parseJson, repeatedProperty } from './json';

/**
 * Rows of a JSON text: COCO annotations `{images, annotations: [{image_id, caption}]}`, COCO results
 * `[{image_id, caption}]`, or captions by image id, `{id: caption}` and `{id: [caption, ...]}`.
 */
export function* jsonRows(text: string): Generator<CaptionRow> {
  const value = parseJson(text);
  if (Array.isArray(value)) yield* listRows(value, 'entry');
  else if (typeof value !== 'object' || value === null)
    throw new Error(`found ${describe(value)}, expected an object or a list of captions`);
  else if ('annotations' in value) yield* annotationRows(value);
  else yield* propertyRows(value, text);
}

function* listRows(entries: readonly unknown[], name: string): Generator<CaptionRow> {
  for (const [index, entry] of entries.entries()) yield rowOf(entry, `${name} ${index + 1}`);
}

/** Those of COCO annotations; an image of the file's list that has none is an error. */
function* annotationRows({ annotations, images }: { annotations: unknown; images?: unknown }): Generator<CaptionRow> {
  if (!Array.isArray(annotations)) throw new Error(`annotations: found ${describe(annotations)}, expected a list`);
  const captioned = new Set<unknown>();
  for (const row of listRows(annotations, 'annotation')) {
    captioned.add(row.id);
    yield row;
  }
  if (!Array.isArray(images)) return;
  const without = images.find((image) => !captioned.has(image?.id));
  if (without) throw new Error(`image "${without.id}" has no annotation, expected at least one caption`);
}

function* propertyRows(captions: object, text: string): Generator<CaptionRow> {
  for (const [id, caption] of Object.entries(captions)) yield { id, caption, place: `image ${JSON.stringify(id)}` };
  const repeated = repeatedProperty(text);
  if (repeated) throw new Error(`${repeated.place}: image ${JSON.stringify(repeated.name)} is there twice`);
}
