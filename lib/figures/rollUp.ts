import { checkHeads, type Weights } from './imageMaps';

/** What the queries of one block read: each other, and the bag where the block has cross-attention. */
export interface AttentionBlock {
  /** [R, R], mean over heads. */
  self?: Weights;
  /** [R, M], mean over heads. */
  cross?: Weights;
}

/** The mean over heads: [heads, R, M] to [R, M]. @throws if there are no heads, or they differ in shape */
export function meanOverHeads(heads: readonly Weights[]): number[][] {
  const [queries, instances] = checkHeads(heads);
  return Array.from({ length: queries }, (_, query) =>
    Array.from({ length: instances }, (_, i) => heads.reduce((sum, map) => sum + map[query]![i]!, 0) / heads.length),
  );
}

/**
 * How much each query got of each instance through all blocks: attention rollout (Abnar and Zuidema 2020), for queries that
 * read each other and a bag. A sublayer passes on half of what it adds and half of what its residual carries:
 * E <- (E + S E) / 2 where queries read each other, E <- (E + C) / 2 where they read the bag; each row is then scaled to
 * sum to 1. What correlation mixes among the instances is not followed.
 * @returns [R, M] @throws if no block reads the bag, or shapes differ
 */
export function rollUp(blocks: readonly AttentionBlock[]): number[][] {
  const first = blocks.find(({ cross }) => cross)?.cross;
  if (!first) throw new Error('Found no block with cross-attention, expected at least one that reads the bag.');
  const [queries, instances] = [first.length, first[0]!.length];
  let reached: number[][] = first.map((row) => row.map(() => 0));
  blocks.forEach(({ self, cross }, block) => {
    if (self) {
      checkShape(self, queries, queries, `self-attention of block ${block}`);
      reached = halfWay(reached, product(self, reached));
    }
    if (cross) {
      checkShape(cross, queries, instances, `cross-attention of block ${block}`);
      reached = halfWay(reached, cross);
    }
  });
  return reached.map((row) => {
    const sum = row.reduce((total, value) => total + value, 0);
    return row.map((value) => value / sum);
  });
}

const halfWay = (first: Weights, second: Weights): number[][] =>
  first.map((row, i) => row.map((value, j) => (value + second[i]![j]!) / 2));

const product = (first: Weights, second: Weights): number[][] =>
  first.map((row) => second[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * second[k]![j]!, 0)));

function checkShape(map: Weights, rows: number, columns: number, name: string): void {
  if (map.length === rows && map.every((row) => row.length === columns)) return;
  throw new Error(`Found ${name} [${map.length}, ${map[0]?.length ?? 0}], expected [${rows}, ${columns}].`);
}
