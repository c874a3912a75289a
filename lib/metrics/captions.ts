/** Reference captions by image id. */
export type Captions = ReadonlyMap<string, readonly string[]> | Readonly<Record<string, readonly string[]>>;
/** One caption by image id. */
export type Predictions = ReadonlyMap<string, string> | Readonly<Record<string, string>>;

/** References and predictions of the same images, by position. */
export interface AlignedCaptions {
  ids: string[];
  references: (readonly string[])[];
  predictions: string[];
}

/**
 * Brings references and predictions into the order of the references and checks them.
 * @throws if there is no image, an image lacks references or a prediction, or a caption is no string: naming the image
 */
export function alignCaptions(references: Captions, predictions: Predictions): AlignedCaptions {
  const referencesById = mapOf('references', references);
  const predictionsById = mapOf('predictions', predictions);
  if (referencesById.size === 0) throw new Error('Found no image in the references, expected at least one.');
  const without = [...referencesById.keys()].filter((id) => !predictionsById.has(id));
  if (without.length > 0) throw new Error(`Found no prediction for ${listIds(without)}, but references.`);
  const unknown = [...predictionsById.keys()].filter((id) => !referencesById.has(id));
  if (unknown.length > 0) throw new Error(`Found no references for ${listIds(unknown)}, but a prediction.`);
  const aligned: AlignedCaptions = { ids: [], references: [], predictions: [] };
  for (const [id, captions] of referencesById) {
    aligned.ids.push(id);
    aligned.references.push(checkReferences(id, captions));
    aligned.predictions.push(checkCaption(`Image "${id}", prediction`, predictionsById.get(id)));
  }
  return aligned;
}

function mapOf(name: string, captions: unknown): ReadonlyMap<string, unknown> {
  if (captions instanceof Map) return captions;
  if (typeof captions === 'object' && captions !== null && !Array.isArray(captions)) {
    return new Map(Object.entries(captions));
  }
  throw new Error(`The ${name} are ${describe(captions)}, expected a Map or an object from image id to caption.`);
}

function checkReferences(id: string, captions: unknown): readonly string[] {
  if (!Array.isArray(captions)) {
    throw new Error(`Image "${id}", references: found ${describe(captions)}, expected a list of captions.`);
  }
  if (captions.length === 0) throw new Error(`Image "${id}" has no reference, expected at least one.`);
  return captions.map((caption, i) => checkCaption(`Image "${id}", reference ${i + 1}`, caption));
}

function checkCaption(place: string, caption: unknown): string {
  if (typeof caption === 'string') return caption;
  throw new Error(`${place}: found ${describe(caption)}, expected a caption (text).`);
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' ? 'an object' : `the ${typeof value} ${JSON.stringify(value) ?? String(value)}`;
}

function listIds(ids: readonly string[]): string {
  const shown = ids.slice(0, 5).map((id) => `"${id}"`);
  const rest = ids.length > shown.length ? ` and ${ids.length - shown.length} more` : '';
  return `${ids.length === 1 ? 'image' : 'images'} ${shown.join(', ')}${rest}`;
}
