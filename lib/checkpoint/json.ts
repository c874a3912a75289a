/**
 * Parses a JSON object, and refuses one that names a key twice: `JSON.parse` would keep the last silently.
 * @throws SyntaxError
 */
export function parseJsonObject(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new SyntaxError('it is no JSON object');
  const twice = repeatedKey(text);
  if (twice !== undefined) throw new SyntaxError(`the key ${twice} stands twice in one object`);
  return value as Record<string, unknown>;
}

/** The first key, in its quotes, that an object of the text has twice. @param text sound JSON */
function repeatedKey(text: string): string | undefined {
  const open: Set<string>[] = [];
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '{') open.push(new Set());
    else if (character === '}') open.pop();
    else if (character === '"') {
      const end = endOfString(text, i);
      if (isKey(text, end)) {
        const quoted = text.slice(i, end);
        const keys = open.at(-1)!;
        const key = JSON.parse(quoted) as string;
        if (keys.has(key)) return quoted;
        keys.add(key);
      }
      i = end - 1;
    }
  }
  return undefined;
}

/** @param start of the opening quote @returns the place after the closing one */
function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i + 1;
}

function isKey(text: string, end: number): boolean {
  let i = end;
  while (/\s/.test(text[i] ?? '')) i++;
  return text[i] === ':';
}
