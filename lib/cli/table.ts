/** A table as text: the first column to the left, the others, which are numbers, to the right. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const aligned = lines.map((line) =>
    line.map((field, column) => (column === 0 ? field.padEnd(widths[0]!) : field.padStart(widths[column]!))).join('  '),
  );
  return aligned.map((line) => `${line.trimEnd()}\n`).join('');
}
