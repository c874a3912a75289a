import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { writeWhole } from '../data/writeWhole';
import { tf, tidy } from '../engine';
import { Parameters } from '../nn';
import { Mivpg, type MivpgOptions } from '../vpg';
import { measureCost } from './cost';
import { StudyError } from './errors';
import { specVersion } from './spec';

/** A measured cost, in long form for figures. */
export interface ComplexityRow {
  /** What was measured: how images are pooled, and how instances see each other. */
  name: string;
  /** What grows: `images, N` or `patches, P`. */
  against: string;
  size: number;
  /** `time, s` or `memory, bytes`. */
  quantity: string;
  value: number;
}

/** A measurement of costs. */
export interface ComplexityRecord {
  version: typeof specVersion;
  /** What the measurement was of, and on which machine. */
  notice: string;
  rows: readonly ComplexityRow[];
}

const methods = {
  'AB-MIL': { imagePooling: 'ab-mil', correlation: 'none' },
  'AB-MIL, CSA': { imagePooling: 'ab-mil', correlation: 'csa' },
  'AB-MIL, SA': { imagePooling: 'ab-mil', correlation: 'sa' },
  'patches concatenated': { imagePooling: 'patch-concat', correlation: 'none' },
  'patches concatenated, CSA': { imagePooling: 'patch-concat', correlation: 'csa' },
  'patches concatenated, SA': { imagePooling: 'patch-concat', correlation: 'sa' },
} as const satisfies Record<string, Pick<MivpgOptions, 'imagePooling' | 'correlation'>>;

/** Name of what is measured. */
export type ComplexityMethod = keyof typeof methods;

/** What is measured, at which sizes. */
export interface ComplexityOptions {
  /** Numbers of images, of `fixedPatches` each (default 1, 2, 4, 8, 16, 32). */
  images?: readonly number[];
  /** Numbers of patches, in each of `fixedImages` (default 16, 32, 64, 128, 256, 512). */
  patches?: readonly number[];
  /** Default 65: those of a miniature picture, [CLS] included. */
  fixedPatches?: number;
  /** Default 4. */
  fixedImages?: number;
  /** Shape of the prompt generator (default: that of the small BLIP-2). */
  shape?: Pick<MivpgOptions, 'instanceWidth' | 'width' | 'queries' | 'layers' | 'heads'>;
  /** Names of what is measured (default: all). */
  methods?: readonly ComplexityMethod[];
  /** Told after each case. */
  onProgress?: (done: number, total: number, text: string) => void;
}

const smallShape = { instanceWidth: 192, width: 192, queries: 16, layers: 6, heads: 6 };

/**
 * Measures time and memory of a prompt generator's forward pass over one product, [1, N, P, D], on the running engine:
 * against the number of images N, and of patches P in each.
 */
export async function measureComplexity(options: ComplexityOptions = {}): Promise<ComplexityRecord> {
  const { images = [1, 2, 4, 8, 16, 32], patches = [16, 32, 64, 128, 256, 512], onProgress } = options;
  const { fixedPatches = 65, fixedImages = 4, shape = smallShape } = options;
  const names = options.methods ?? (Object.keys(methods) as ComplexityMethod[]);
  const cases = names.flatMap((name) => [
    ...images.map((size) => ({ name, against: 'images, N', size, bag: [size, fixedPatches] })),
    ...patches.map((size) => ({ name, against: 'patches, P', size, bag: [fixedImages, size] })),
  ]);
  const rows: ComplexityRow[] = [];
  for (const [index, { name, against, size, bag }] of cases.entries()) {
    const parameters = new Parameters(1);
    const mivpg = new Mivpg(parameters.root(), { ...shape, ...methods[name] });
    const instances = tf.randomNormal([1, ...bag, shape.instanceWidth], 0, 1, 'float32', 1);
    const { seconds, peakBytes } = await measureCost(() => tidy(() => mivpg.forward(instances).prompts));
    tf.dispose(instances);
    parameters.dispose();
    rows.push({ name, against, size, quantity: 'time, s', value: seconds });
    rows.push({ name, against, size, quantity: 'memory, bytes', value: peakBytes });
    onProgress?.(index + 1, cases.length, `${name}, ${size} ${against}`);
    await setImmediate();
  }
  const { queries, layers, width } = { ...smallShape, ...shape };
  const notice =
    `Forward pass of one product; R = ${queries}, ${layers} blocks of width ${width}; ${fixedPatches} patches where N grows, ` +
    `${fixedImages} images where P grows; ${tf.getBackend()} on ${cpus()[0]?.model.trim() ?? 'an unknown processor'}.`;
  return { version: specVersion, notice, rows };
}

/** Writes a measurement, whole or not at all. */
export function writeComplexity(path: string, record: ComplexityRecord): void {
  writeWhole(path, `${JSON.stringify(record)}\n`);
}

/** Reads a measurement; undefined where there is none. @throws StudyError `damaged-result` or `other-version` */
export function readComplexity(path: string): ComplexityRecord | undefined {
  if (!existsSync(path)) return undefined;
  let record: Partial<ComplexityRecord>;
  try {
    record = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new StudyError('damaged-result', path, `found no whole JSON text: ${(cause as Error).message}`, { cause });
  }
  if (record.version !== specVersion)
    throw new StudyError(
      'other-version',
      path,
      `found version ${record.version}, expected ${specVersion}: measure anew`,
    );
  if (!Array.isArray(record.rows)) throw new StudyError('damaged-result', path, 'found no list "rows"');
  return record as ComplexityRecord;
}
