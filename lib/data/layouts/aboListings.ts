import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { dataError, type FaultLog } from '../faults';
import { isObject, type JsonObject } from '../json';

/** What is used of a product's listing. */
export interface Listing {
  /** `item_id` */
  id: string;
  /** Image ids, the main image first, each once. */
  images: string[];
  /** `product_type`, such as CHAIR. */
  type?: string;
  /** For messages. */
  where: string;
}

/**
 * Reads listings line by line: the metadata of 147,702 products is never in memory as a whole.
 * The same product is listed in several marketplaces; its first listing counts.
 * @param wanted ids of the products that matter
 * @throws DataError `malformed-file` if a file is no whole gzip file of JSON lines
 */
export async function readListings(
  files: readonly string[],
  wanted: ReadonlySet<string>,
  faults: FaultLog,
): Promise<Listing[]> {
  const listings = new Map<string, Listing>();
  for (const file of files) {
    for await (const { listing, where } of parsedLines(file)) {
      const id = listing.item_id;
      if (typeof id !== 'string') faults.note('malformed-file', where, 'found no item_id');
      else if (listings.has(id)) faults.note('repeated-listing', where, `found ${id} again`);
      else if (wanted.has(id)) listings.set(id, { id, images: imagesOf(listing), type: typeOf(listing), where });
    }
  }
  for (const id of wanted) {
    if (!listings.has(id)) faults.note('orphan-caption', `captions of ${id}`, 'found no listing of that product');
  }
  return [...listings.values()];
}

async function* parsedLines(file: string): AsyncGenerator<{ listing: JsonObject; where: string }> {
  let line = 0;
  try {
    for await (const json of linesOf(file)) {
      line += 1;
      if (json.trim() === '') continue;
      const listing: unknown = JSON.parse(json);
      if (!isObject(listing)) throw new Error('expected an object a line');
      yield { listing, where: `${basename(file)}, line ${line}` };
    }
  } catch (cause) {
    throw dataError('malformed-file', `${file}, line ${line}`, (cause as Error).message, { cause });
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const bytes = createReadStream(file);
  // The pipeline carries errors along; the loop below throws them.
  const text = file.endsWith('.gz') ? pipeline(bytes, createGunzip(), () => {}) : bytes;
  let rest = '';
  for await (const chunk of text.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function imagesOf({ main_image_id: main, other_image_id: other }: JsonObject): string[] {
  const ids = [main, ...(Array.isArray(other) ? other : [])];
  return [...new Set(ids.filter((id): id is string => typeof id === 'string' && id !== ''))];
}

/** Published files have `[{"value": "CHAIR"}]`, their documentation says a text. */
function typeOf({ product_type: type }: JsonObject): string | undefined {
  const value: unknown = Array.isArray(type) && isObject(type[0]) ? type[0].value : type;
  return typeof value === 'string' ? value : undefined;
}
