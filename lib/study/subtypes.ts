/**
 * The class that a caption names: of those whose name stands in it, the one that stands last, and of these the longest; as
 * reports end with the diagnosis, and one name can hold another.
 */
export function namedClass(caption: string, classes: Iterable<string>): string | undefined {
  const text = plain(caption);
  let best: { name: string; end: number; length: number } | undefined;
  for (const name of classes) {
    const { length } = plain(name);
    const start = text.lastIndexOf(plain(name));
    const end = start + length;
    if (start < 0 || length === 0) continue;
    if (!best || end > best.end || (end === best.end && length > best.length)) best = { name, end, length };
  }
  return best?.name;
}

/** Letters and digits in lower case: commas and hyphens are written in many ways. */
const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Share of samples whose caption names their class. @param truth by sample, at least one */
export function classAccuracy(captions: ReadonlyMap<string, string>, truth: ReadonlyMap<string, string>): number {
  const classes = new Set(truth.values());
  const right = [...truth].filter(([id, name]) => namedClass(captions.get(id) ?? '', classes) === name);
  return right.length / truth.size;
}
