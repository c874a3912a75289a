// The 17 tokens that pycocoevalcap removes from the tokenizer's output.
const removed = new Set("'' ' `` ` -LRB- -RRB- -LCB- -RCB- . ? ! , : - -- ... ;".split(' '));

/** Splits a caption into words as the Penn Treebank does, in lower case, without punctuation; joined by a space. */
export function tokenizeCaption(caption: string): string {
  const tokens = caption.toLowerCase().match(/[\p{L}\p{N}]+(?:[-/][\p{L}\p{N}]+)*|[^\s]/gu) ?? [];
  return tokens.filter((token) => !removed.has(token)).join(' ');
}

export function tokenizeCaptions(captions: readonly string[]): string[] {
  return captions.map(tokenizeCaption);
}
