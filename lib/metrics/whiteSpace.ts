// White space as Python has it: JavaScript's, less the byte order mark, and four separators and the next line.
const separators = '\u001c-\u001f\u0085';
const whiteSpace = new RegExp(`(?!\\ufeff)[\\s${separators}]`);

export function hasWhiteSpace(text: string): boolean {
  return whiteSpace.test(text);
}

/** As Python's `text.split()`. */
export function splitAtWhiteSpace(text: string): string[] {
  return text.split(whiteSpace).filter((part) => part !== '');
}

/** As Python's `text.rstrip()`. */
export function trimWhiteSpaceEnd(text: string): string {
  let end = text.length;
  while (end > 0 && whiteSpace.test(text[end - 1]!)) end--;
  return text.slice(0, end);
}
