/** Reads the fields of one JSON object with checks: an error names the object, the field, what was found and expected. */
export class ConfigReader {
  private readonly fields: Record<string, unknown>;

  /** @param where what the object is, e.g. `model/config.json: text_config` */
  constructor(
    source: unknown,
    private readonly where: string,
  ) {
    if (typeof source !== 'object' || source === null || Array.isArray(source)) {
      throw new Error(`${where}: found ${JSON.stringify(source)}, expected an object.`);
    }
    this.fields = { ...source };
  }

  /** A whole number of at least `minimum` (default 1). */
  count(name: string, fallback?: number, minimum = 1): number {
    const valid = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= minimum;
    return this.read(name, fallback, valid, `a whole number of at least ${minimum}`);
  }

  /** An id of a token: a whole number of at least 0, and below `count` where it is given. */
  id(name: string, fallback: number, count = Number.POSITIVE_INFINITY): number {
    const valid = (value: unknown): value is number =>
      Number.isInteger(value) && (value as number) >= 0 && (value as number) < count;
    return this.read(name, fallback, valid, Number.isFinite(count) ? `an id from 0 to ${count - 1}` : 'an id');
  }

  /** A finite number above 0. */
  positive(name: string, fallback?: number): number {
    const valid = (value: unknown): value is number => Number.isFinite(value) && (value as number) > 0;
    return this.read(name, fallback, valid, 'a number above 0');
  }

  /** A number that must be the same as another one; default: that one. */
  exactly(name: string, value: number, why: string): number {
    return this.read(name, value, (found): found is number => found === value, `${value}, ${why}`);
  }

  /** A number from 0 to below 1, as of what dropout drops. */
  share(name: string, fallback?: number): number {
    const valid = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value < 1;
    return this.read(name, fallback, valid, 'a number from 0 to below 1');
  }

  /** A whole number that divides `whole`. */
  divisor(name: string, whole: number, fallback?: number): number {
    const valid = (value: unknown): value is number =>
      Number.isInteger(value) && (value as number) > 0 && whole % (value as number) === 0;
    return this.read(name, fallback, valid, `a divisor of ${whole}`);
  }

  /** One of the allowed values. @param fallback what is meant where the field is missing; it must be allowed too */
  oneOf<T extends string | boolean>(name: string, allowed: readonly T[], fallback?: string | boolean): T {
    const valid = (value: unknown): value is T => allowed.includes(value as T);
    return this.read(name, fallback, valid, allowed.map((value) => JSON.stringify(value)).join(' or '));
  }

  private read<T>(name: string, fallback: unknown, valid: (value: unknown) => value is T, expected: string): T {
    const value = this.fields[name] ?? fallback;
    if (valid(value)) return value;
    const found = value === undefined ? 'nothing' : JSON.stringify(value);
    throw new Error(`${this.where}: ${name}: found ${found}, expected ${expected}.`);
  }
}
