import { expandShorthand } from './shorthand';
import type { Compiler, Converted, Converter } from './tslab';

const es2016 = 3;

/**
 * `converter`, with async functions compiled to calls of the global `__awaiter` (see awaiter.ts) instead of
 * JavaScript's own, which could not be interrupted, and with shorthand properties written out. Other code stays as it is.
 */
export function interruptibleConverter(converter: Converter, compiler: Compiler): Converter {
  return {
    ...converter,
    convert(previousDeclarations: string, source: string): Converted {
      const expanded = expandShorthand(source, previousDeclarations, compiler);
      const converted = converter.convert(previousDeclarations, expanded);
      if (!converted.output || !/\b(async|await)\b/.test(converted.output)) return converted;
      return { ...converted, output: lowerAsync(converted.output, compiler), hasToplevelAwait: true };
    },
  };
}

/** The cell's code as the body of one async function; the wrapper that tslab adds awaits what it returns. */
function lowerAsync(code: string, compiler: Compiler): string {
  const options = { target: es2016, useDefineForClassFields: true, noImplicitUseStrict: true };
  const lowered = compiler.transpile(`async function cell(exports, require) {\n${code}\n}`, options, 'cell.js');
  return `${lowered}\nreturn cell(exports, require);`;
}
