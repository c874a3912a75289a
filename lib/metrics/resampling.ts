import { SeededGenerator } from '../nn/seededGenerator';
import type { CorpusSums } from './sums';

export interface ResampleOptions {
  /** How many samples are drawn. Default: 1000. */
  samples?: number;
  /** Default: 0. */
  seed?: number;
}

/** With more images than this, the draws are of groups of images. */
const mostGroups = 10_000;

/**
 * Scores of bootstrap samples: as many images as there are, drawn with replacement (Efron 1979). All scores see the same
 * samples, so that they can be compared sample by sample. Beyond 10,000 images, 10,000 random groups of about equal size
 * are drawn in the images' place, which estimates the same variance. Cost O(images + samples min(images, 10,000)).
 *
 * @param scores over the same images  @returns for each score, that of every sample
 * @throws if there is no image, or the columns are not equally long
 */
export function resample(
  scores: readonly CorpusSums[],
  { samples = 1000, seed = 0 }: ResampleOptions = {},
): Float64Array[] {
  const columns = [...new Set(scores.flatMap((score) => score.columns))];
  const images = columns[0]?.length ?? 0;
  if (images === 0) throw new Error('Found no image to draw, expected at least one.');
  const other = columns.find((column) => column.length !== images);
  if (other) throw new Error(`Found scores of ${images} and of ${other.length} images, expected the same images.`);

  const random = new SeededGenerator(seed);
  const groups = groupsOf(images, random);
  const [sizes, ...grouped] = [new Float64Array(images).fill(1), ...columns].map((column) => sumGroups(column, groups));
  const results = scores.map(() => new Float64Array(samples));
  for (let sample = 0; sample < samples; sample++) {
    const counts = drawCounts(sizes!.length, random);
    const sums = new Map(columns.map((column, index) => [column, dot(counts, grouped[index]!)]));
    const drawn = dot(counts, sizes!);
    scores.forEach((score, index) => {
      results[index]![sample] = score.score(
        score.columns.map((column) => sums.get(column)!),
        drawn,
      );
    });
  }
  return results;
}

/** The group of each image: itself where there are few. */
function groupsOf(images: number, random: SeededGenerator): Int32Array {
  const order = Int32Array.from({ length: images }, (_, image) => image);
  if (images <= mostGroups) return order;
  for (const [place, image] of random.shuffle([...order]).entries()) order[image] = place % mostGroups;
  return order;
}

function sumGroups(column: ArrayLike<number>, groups: Int32Array): Float64Array {
  const sums = new Float64Array(Math.min(column.length, mostGroups));
  for (let image = 0; image < column.length; image++) sums[groups[image]!]! += column[image]!;
  return sums;
}

/** How often each of `count` is drawn in `count` draws with replacement. */
function drawCounts(count: number, random: SeededGenerator): Float64Array {
  const counts = new Float64Array(count);
  for (let draw = 0; draw < count; draw++) counts[random.integer(count)]!++;
  return counts;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
