import { type JSONVisitor, visit } from 'jsonc-parser';

/**
 * The value of a JSON text.
 * @param firstLine number of the text's first line in its file
 * @throws with line and column of the first error
 */
export function parseJson(text: string, firstLine = 1): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    const reason = message.replace(/ in JSON at position.*|, .* is not valid JSON$/s, '').replace(/ JSON/, '');
    const position = errorPosition(text, message);
    const place = position === undefined ? '' : `${placeOf(text, position, firstLine)}: `;
    throw new Error(`${place}invalid JSON, ${printable(reason)}`);
  }
}

/** A property that the outermost object of a JSON text has twice: JSON.parse keeps the last one and is silent. */
export function repeatedProperty(text: string): { name: string; place: string } | undefined {
  const names = new Set<string>();
  let depth = 0;
  let repeated: { name: string; place: string } | undefined;
  const visitor: JSONVisitor = {
    onObjectBegin: () => void depth++,
    onObjectEnd: () => void depth--,
    onObjectProperty(name, offset) {
      if (depth > 1 || repeated) return;
      if (names.has(name)) repeated = { name, place: placeOf(text, offset) };
      names.add(name);
    },
  };
  visit(text, visitor);
  return repeated;
}

/** V8's message tells the position of some errors only. Undefined where the text is nested too deeply to look. */
function errorPosition(text: string, message: string): number | undefined {
  const told = / at position (\d+)/.exec(message)?.[1];
  if (told !== undefined) return Number(told);
  let first = text.length;
  if (/end of JSON/.test(message)) return first;
  const visitor: JSONVisitor = {
    onError: (_code, offset) => {
      first = Math.min(first, offset);
    },
  };
  try {
    visit(text, visitor, { disallowComments: true });
    return first;
  } catch {
    return undefined;
  }
}

function placeOf(text: string, position: number, firstLine = 1): string {
  const before = text.slice(0, position).split('\n');
  return `line ${firstLine + before.length - 1}, column ${before.at(-1)!.length + 1}`;
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (character) => JSON.stringify(character).slice(1, -1));
}
