/**
 * A corpus score as a function of sums over its images. BLEU and METEOR are such functions of counts, a mean is one of
 * the images' scores; so a resample of the images needs new sums only, and no caption is scored again.
 */
export interface CorpusSums {
  /** What is summed: each column has one number an image. */
  readonly columns: readonly ArrayLike<number>[];
  /**
   * The corpus score of a sample of images.
   * @param sums those of the columns over the images of a sample  @param images how many these are
   */
  score(sums: readonly number[], images: number): number;
}

/** The mean of the images' scores, as in CIDEr and ROUGE-L. */
export function meanOf(segments: ArrayLike<number>): CorpusSums {
  return { columns: [segments], score: ([sum], images) => sum! / images };
}
