import { tokenizeCaption } from './ptb';

/** How varied the captions of a system are, and how much of them it knows by heart. */
export interface CaptionVariety {
  captions: number;
  /** Different words in all of them. */
  vocabulary: number;
  /** Different captions / captions: 1 where no two are the same. */
  distinct: number;
  /** Share of captions that are a training caption, word by word. Only there if training captions are given. */
  inTraining?: number;
}

/**
 * Counts on tokenised captions, which is what the metrics see: neither case nor punctuation make a caption another one.
 * @throws if there is no caption
 */
export function captionVariety(captions: Iterable<string>, training?: Iterable<string>): CaptionVariety {
  const tokenized = Array.from(captions, tokenizeCaption);
  if (tokenized.length === 0) throw new Error('Found no captions, expected at least one.');
  const share = (count: number) => count / tokenized.length;
  const variety = {
    captions: tokenized.length,
    vocabulary: new Set(tokenized.flatMap((caption) => caption.split(' ').filter((word) => word !== ''))).size,
    distinct: share(new Set(tokenized).size),
  };
  if (!training) return variety;
  const known = new Set(Array.from(training, tokenizeCaption));
  return { ...variety, inTraining: share(tokenized.filter((caption) => known.has(caption)).length) };
}
