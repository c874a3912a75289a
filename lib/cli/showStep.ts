/** Characters of a line that does not wrap. */
export const lineWidth = () => (process.stderr.columns ?? 80) - 1;

/** Writes what is being done over what was done before, where somebody watches; without a text it wipes the line. */
export function showStep(step = ''): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${step}`);
}
