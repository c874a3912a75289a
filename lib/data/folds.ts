import type { Random } from '../nn';

/**
 * Splits samples for cross-validation: each is in one fold, and fold sizes, also those of each label by itself,
 * differ by one at most.
 *
 * @param labels of all samples @param count folds @returns for each fold the indices of its samples
 * @throws if there are fewer samples than folds
 */
export function stratifiedFolds(labels: readonly number[], count: number, random: Random): number[][] {
  if (!Number.isInteger(count) || count < 2 || count > labels.length) {
    throw new Error(`Found ${count} folds, expected a whole number from 2 to ${labels.length}, the samples.`);
  }
  const kinds = [...new Set(labels)].sort((a, b) => a - b);
  // Dealt out like cards, one label after the other without starting anew: that balances labels and sizes at once.
  const deck = kinds.flatMap((kind) => random.shuffle([...labels.keys()].filter((i) => labels[i] === kind)));
  return Array.from({ length: count }, (_, fold) => deck.filter((_, place) => place % count === fold));
}
