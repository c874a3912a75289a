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

/** The variants that keep a look in all figures, as the paper, the study and layers name them; those of a line stand for one another. */
const variantsOfLook: readonly (readonly [Look, readonly string[]])[] = [
  [looks[0]!, ['QFormer', 'QFormer (w/o CSA)', 'MIVPG w/o CSA', 'BLIP2-MIVPG w/o CSA', 'none', 'neither']],
  [looks[0]!, ['frozen', 'ViT frozen', 'AB-MIL']],
  [looks[1]!, ['MIVPG', 'BLIP2-MIVPG', 'CSA', 'MIVPG (CSA)', 'MIVPG w/ CSA', 'QFormer + CSA', 'AB-MIL, CSA']],
  [looks[1]!, ['unfrozen', 'ViT trained', 'QFormer, ViT trained', 'qformer-unfrozen']],
  [looks[2]!, ['PPEG', 'QFormer + PPEG']],
  [looks[3]!, ['ppeg-csa', 'CSA, PPEG', 'MIVPG (CSA + PPEG)', 'QFormer + PPEG + CSA', 'PPEG and CSA']],
  [looks[4]!, ['SA', 'MIVPG (SA)', 'MIVPG w/ SA', 'AB-MIL, SA', 'single-image']],
  [looks[5]!, ['Nystrom', 'MIVPG (Nystrom)', 'patch-concat', 'patch concatenation', 'patches concatenated']],
  [looks[6]!, ['ISAB', 'MIVPG (ISAB)', 'LSTM', 'LSTM, AB-MIL']],
  [{ color: inks.muted, dash: 'dot', symbol: 'star' }, ['zero-shot', 'BLIP2 Zero-Shot']],
];

/** One key for "w/o CSA", "Nyström" and "nystrom", "+ PPEG" and "ppeg". */
const keyOf = (name: string): string =>
  name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');

const known = new Map(variantsOfLook.flatMap(([look, names]) => names.map((name) => [keyOf(name), look] as const)));

/**
 * The looks of variants that appear together: those of the paper's variants are the same in all figures, and the others
 * take what is left, in their order.
 */
export function looksOf(names: readonly string[]): Map<string, Look> {
  const taken = new Set<Look>();
  const found = new Map<string, Look>();
  for (const name of names) {
    const look = known.get(keyOf(name));
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
