// How the Penn Treebank writes what a text has otherwise.

/** Left quotes are ` and ``, right ones ' and ''. Straight quotes count as right ones. */
export function quotes(text: string): string {
  return directedQuotes(text.replaceAll(singleQuote, "'").replaceAll(doubleQuote, "''"));
}

/** The same for straight quotes that count as left ones. */
export function leftQuotes(text: string): string {
  return directedQuotes(text.replaceAll(singleQuote, '`').replaceAll(doubleQuote, '``'));
}

const singleQuote = /&apos;|'/g;
const doubleQuote = /"|&quot;/g;

function directedQuotes(text: string): string {
  return text
    .replaceAll(/[\u0091\u2018\u201b\u2039]/g, '`')
    .replaceAll(/[\u0092\u2019\u203a]/g, "'")
    .replaceAll(/[\u0093\u201c\u00ab]/g, '``')
    .replaceAll(/[\u0094\u201d\u00bb]/g, "''");
}

export function softHyphens(text: string): string {
  return text.includes('\u00ad') ? text.replaceAll('\u00ad', '') || '-' : text;
}

/** Spaces within a token do not break it. */
export function noBreak(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}

export function parentheses(text: string): string {
  return text.replaceAll('(', '-LRB-').replaceAll(')', '-RRB-');
}

export function ampersand(text: string): string {
  return text.replaceAll(/&amp;/gi, '&');
}

/** Three or four hyphens are a dash. */
export function hyphens(text: string): string {
  return text.length === 3 || text.length === 4 ? '--' : text;
}

export function fraction(text: string): string {
  return fractions[text] ?? text;
}

const fractions: Record<string, string> = {
  '\u00bc': '1/4',
  '\u00bd': '1/2',
  '\u00be': '3/4',
  '\u2153': '1/3',
  '\u2154': '2/3',
};

/** The Penn Treebank knows dollars, cents and pounds, as #. */
export function currency(text: string): string {
  return currencies[text] ?? text;
}

const currencies: Record<string, string> = {
  '\u00a2': 'cents',
  '\u00a3': '#',
  '\u0080': '$',
  '\u00a4': '$',
  '\u20a0': '$',
  '\u20ac': '$',
};
