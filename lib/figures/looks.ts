import { colours, inks } from './theme';

/** How the line of a variant is drawn: each of the three tells it from the others, so that grey prints do too. */
export interface Look {
  color: string;
  dash: 'solid' | 'dash' | 'dot' | 'dashdot' | 'longdash' | 'longdashdot';
  symbol: string;
}

const looks: readonly Look[] = [
  { color: colours[0], dash: 'solid', symbol: 'circle' },
  { color: colours[1], dash: 'solid', symbol: 'square' },
  { color: colours[2], dash: 'dash', symbol: 'diamond' },
  { color: colours[3], dash: 'dashdot', symbol: 'triangle-up' },
  { color: colours[4], dash: 'longdash', symbol: 'cross' },
  { color: colours[5], dash: 'dot', symbol: 'triangle-down' },
  { color: colours[6], dash: 'longdashdot', symbol: 'x' },
];
const grey: Look = { color: inks.muted, dash: 'dot', symbol: 'star' };

/** The looks that variants of the paper keep in all figures, by their names without blanks and signs. */
const known: Readonly<Record<string, Look>> = {
  qformer: looks[0]!,
  none: looks[0]!,
  mivpgwithoutcsa: looks[0]!,
  mivpgwocsa: looks[0]!,
  blip2mivpgwocsa: looks[0]!,
  frozen: looks[0]!,
  mivpg: looks[1]!,
  blip2mivpg: looks[1]!,
  csa: looks[1]!,
  mivpgcsa: looks[1]!,
  mivpgwcsa: looks[1]!,
  qformercsa: looks[1]!,
  unfrozen: looks[1]!,
  ppeg: looks[2]!,
  qformerppeg: looks[2]!,
  csappeg: looks[3]!,
  mivpgcsappeg: looks[3]!,
  qformerppegcsa: looks[3]!,
  sa: looks[4]!,
  mivpgsa: looks[4]!,
  mivpgwsa: looks[4]!,
  singleimage: looks[4]!,
  nystrom: looks[5]!,
  patchconcatenation: looks[5]!,
  isab: looks[6]!,
  lstm: looks[6]!,
  zeroshot: grey,
};

/** One key for "w/o CSA", "Nyström" and "nystrom", "+ PPEG" and "ppeg". */
const keyOf = (name: string): string =>
  name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');

/**
 * The looks of variants that appear together: those of the paper's variants are the same in all figures, and the others
 * take what is left, in their order.
 */
export function looksOf(names: readonly string[]): Map<string, Look> {
  const taken = new Set<Look>();
  const found = new Map<string, Look>();
  for (const name of names) {
    const look = known[keyOf(name)];
    if (!look || taken.has(look)) continue;
    taken.add(look);
    found.set(name, look);
  }
  const free = looks.filter((look) => !taken.has(look));
  const others = names.filter((name) => !found.has(name));
  others.forEach((name, i) => {
    found.set(
      name,
      free[i] ?? { ...looks[i % looks.length]!, dash: 'dot', symbol: `${looks[i % looks.length]!.symbol}-open` },
    );
  });
  return new Map(names.map((name) => [name, found.get(name)!]));
}
