import type { FaultLog } from './faults';

export interface CaptionOptions {
  /** Captions with more words are left out and counted (default 1,000): no report or label is that long. */
  maxCaptionWords?: number;
}

/**
 * The captions of a sample as they may be used: without white space around them, empty and endless ones left out and
 * noted.
 * @param owner the sample, for the notes
 */
export function usableCaptions(
  captions: readonly unknown[],
  owner: string,
  faults: FaultLog,
  { maxCaptionWords = 1000 }: CaptionOptions = {},
): string[] {
  return captions.flatMap((caption, i) => {
    const where = `caption ${i + 1} of ${owner}`;
    if (typeof caption !== 'string') {
      faults.note('malformed-file', where, `found ${JSON.stringify(caption)}, expected a text`);
      return [];
    }
    const text = caption.trim();
    const words = text === '' ? 0 : text.split(/\s+/).length;
    if (words === 0) faults.note('empty-caption', where, 'found no word');
    if (words > maxCaptionWords)
      faults.note('long-caption', where, `found ${words} words, expected ${maxCaptionWords} at most`);
    return words > 0 && words <= maxCaptionWords ? [text] : [];
  });
}
