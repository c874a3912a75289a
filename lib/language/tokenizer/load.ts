import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer } from './tokenizer';

/**
 * Reads the tokenizer of a Hugging Face folder: tokenizer.json and, where there is one, tokenizer_config.json.
 * @throws if tokenizer.json is missing, a file is no JSON, or it describes no tokenizer that is known
 */
export function loadTokenizer(folder: string): Tokenizer {
  const where = join(folder, 'tokenizer.json');
  if (!existsSync(where)) {
    throw new Error(
      `${where}: found no file, expected a tokenizer; transformers writes one: ` +
        'AutoTokenizer.from_pretrained(FOLDER, use_fast=True).save_pretrained(FOLDER).',
    );
  }
  const configured = join(folder, 'tokenizer_config.json');
  const config = existsSync(configured) ? readJson(configured) : undefined;
  return new Tokenizer({ tokenizer: readJson(where), config, where });
}

function readJson(path: string): object {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value === 'object' && value !== null) return value;
  } catch (error) {
    throw new Error(`${path}: found no JSON, expected an object: ${(error as Error).message}`);
  }
  throw new Error(`${path}: found a JSON value, expected an object.`);
}
