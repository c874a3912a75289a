import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dataError } from '../faults';
import { brief, isObject } from '../json';
import { readJson } from '../table';

/** A file that data in a published layout, but not of its publisher, may have: what they are called, and their terms. */
export const ABOUT_FILE = 'about.json';

export interface About {
  name?: string;
  licence?: string;
  notice?: string;
}

const fields = ['name', 'licence', 'notice'] as const;

/** What a folder says of itself; empty where it says nothing. @throws DataError if the file holds something else */
export function readAbout(folder: string): About {
  const path = join(folder, ABOUT_FILE);
  if (!existsSync(path)) return {};
  const about = readJson(path);
  const strange = isObject(about)
    ? Object.entries(about).find(
        ([name, value]) => !fields.some((field) => field === name) || typeof value !== 'string',
      )
    : ['the file', about];
  if (strange) {
    throw dataError(
      'malformed-file',
      path,
      `found ${strange[0]} ${brief(strange[1])}, expected texts: ${fields.join(', ')}`,
    );
  }
  return about as About;
}
