/** Writes what is being done over what was done before, where somebody watches; without a text it wipes the line. */
export function showStep(step = ''): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${step}`);
}
