/** @throws if an option has a value that is not allowed; the message lists those that are. */
export function checkOption<T extends string>(name: string, value: string, allowed: readonly T[]): asserts value is T {
  if (!allowed.includes(value as T)) {
    throw new Error(`Option ${name}: found "${value}", expected one of ${allowed.join(', ')}.`);
  }
}

/** @throws unless an option is a whole number of at least 1 */
export function checkCount(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new Error(`Option ${name}: found ${value}, expected a whole number of at least 1.`);
  }
}
