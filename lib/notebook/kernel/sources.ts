import type { Converter } from './tslab';

/** The compiled code of each executed cell, to say in a stack trace what stands at a line. */
export class CellSources {
  current = 0;
  private readonly lines = new Map<number, string[]>();

  /** Remember the code of the current cell, and return it with a name that stack traces show. */
  add(code: string): string {
    this.lines.set(this.current, code.split('\n'));
    return `${code}\n//# sourceURL=cell-${this.current}`;
  }

  /** A stack frame with the code at its line in place of the line's number, which is not the number in the notebook. */
  explain(frame: string): string {
    return frame.replace(/cell-(\d+):(\d+):\d+/, (place, cell, line) => {
      const text = this.lines.get(Number(cell))?.[Number(line) - 1]?.trim();
      return text ? `cell [${cell}]: ${text}` : place;
    });
  }
}

/** `converter`, its code kept in `sources` and named after the cell. */
export function named(converter: Converter, sources: CellSources): Converter {
  return {
    ...converter,
    convert(previousDeclarations, source) {
      const converted = converter.convert(previousDeclarations, source);
      return converted.output ? { ...converted, output: sources.add(converted.output) } : converted;
    },
  };
}
