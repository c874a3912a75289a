/** A set of UTF-16 code units: ranges [first, last], sorted, with a gap between one and the next. */
export type CharacterSet = readonly (readonly [first: number, last: number])[];

export const lastCharacter = 0xffff;

export function union(...sets: CharacterSet[]): CharacterSet {
  const sorted = sets.flat().sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [first, last] of sorted) {
    const previous = merged[merged.length - 1];
    if (previous && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else merged.push([first, last]);
  }
  return merged;
}

export function complement(set: CharacterSet): CharacterSet {
  const gaps: [number, number][] = [];
  let next = 0;
  for (const [first, last] of set) {
    if (first > next) gaps.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= lastCharacter) gaps.push([next, lastCharacter]);
  return gaps;
}

export function without(set: CharacterSet, removed: CharacterSet): CharacterSet {
  return complement(union(complement(set), removed));
}

/** The code units that have a property of Unicode, e.g. `L`; no surrogate has one. */
export function withProperty(property: string): CharacterSet {
  const runs = everyCharacter.matchAll(new RegExp(`\\p{${property}}+`, 'gu'));
  return [...runs].map((run) => [run.index, run.index + run[0].length - 1] as const);
}

const isSurrogate = (code: number) => code >= 0xd800 && code <= 0xdfff;
const everyCharacter = new TextDecoder('utf-16le').decode(
  new Uint16Array(lastCharacter + 1).map((_, code) => (isSurrogate(code) ? 0 : code)),
);

/** @param ranges hexadecimal code units and ranges of them: `41-5a 5f` */
export function ranges(text: string): CharacterSet {
  return union(
    text
      .trim()
      .split(/\s+/)
      .map((range) => {
        const [first, last = first] = range.split('-').map((code) => Number.parseInt(code, 16));
        return [first!, last!] as const;
      }),
  );
}
