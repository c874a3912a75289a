import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { packageFolder } from '../../../engine/install';
import { Random } from '../../../nn';
import type { LabelledBag } from '../../musk';

/** A handwritten digit. */
export interface Digit {
  label: number;
  /** [8 * 8] ink from 0 to 16, row by row. */
  pixels: number[];
}

const DIGITS = 1797;
const PIXELS = 64;

/**
 * 1,797 handwritten digits of 8 x 8 pixels (Alpaydin and Kaynak 1998); `data/mini/digits/README.md` has source and licence.
 * @throws if the file is not the one that came with this package
 */
export function loadDigits(): Digit[] {
  const path = join(packageFolder(), 'data', 'mini', 'digits', 'digits.csv.gz');
  const rows = gunzipSync(readFileSync(path)).toString().trim().split(/\r?\n/);
  const digits = rows.map((row, line) => {
    const values = row.split(',').map(Number);
    if (values.length !== PIXELS + 1 || values.some(Number.isNaN)) {
      throw new Error(`${path}, line ${line + 1}: expected ${PIXELS} pixels and a label.`);
    }
    return { pixels: values.slice(0, PIXELS), label: values[PIXELS]! };
  });
  if (digits.length !== DIGITS) throw new Error(`${path}: found ${digits.length} digits, expected ${DIGITS}.`);
  return digits;
}

/** A bag of digits, with what is known of its instances. */
export interface DigitBag extends LabelledBag {
  /** The digit that each instance shows. */
  digits: number[];
}

/** How bags of digits are drawn. */
export interface DigitBagOptions {
  count: number;
  seed: number;
  /** A bag is positive if this digit is in it (default 9). */
  target?: number;
  /** Mean and standard deviation of a bag's size (default 10 and 2). */
  meanSize?: number;
  sizeSpread?: number;
  /** Which of the digits to draw from, as [from, to) (default all): digits for training and testing apart. */
  range?: readonly [number, number];
}

/**
 * Bags of digits, every other one positive, as MNIST-bags are (Ilse et al. 2018, section 4.2). Instances are 64 numbers
 * from 0 to 1.
 */
export function digitBags(options: DigitBagOptions): DigitBag[] {
  const { count, seed, target = 9, meanSize = 10, sizeSpread = 2, range = [0, DIGITS] } = options;
  const digits = loadDigits().slice(range[0], range[1]);
  const hits = digits.filter(({ label }) => label === target);
  const others = digits.filter(({ label }) => label !== target);
  if (hits.length === 0 || others.length === 0) {
    throw new Error(
      `Digits ${range[0]} to ${range[1]} are no choice between ${target} and others: found ${hits.length} and ${others.length}.`,
    );
  }
  const random = new Random(seed);
  return Array.from({ length: count }, (_, id) => {
    const label = (id % 2) as 0 | 1;
    const size = Math.max(1, Math.round(meanSize + sizeSpread * random.normal()));
    const found = label === 1 ? 1 + random.integer(Math.max(1, Math.round(size / 5))) : 0;
    const chosen = Array.from({ length: size }, (_, i) => {
      const from = i < found ? hits : others;
      return from[random.integer(from.length)]!;
    });
    const bag = random.shuffle(chosen);
    const instances = bag.map(({ pixels }) => pixels.map((ink) => ink / 16));
    return { id, label, instances, digits: bag.map((digit) => digit.label) };
  });
}
