const NEWLINE = 10;
const SPACE = 32;

/** A text of lines `key value value ...`, sorted by the bytes of their keys. It is searched as it lies, never parsed. */
export class SortedLines {
  constructor(private readonly text: Buffer) {}

  /** The values behind a key, or undefined. O(log lines). */
  find(key: string): string[] | undefined {
    const wanted = Buffer.from(key);
    let low = 0;
    let high = this.text.length;
    while (low < high) {
      const start = this.startOf((low + high) >>> 1);
      const order = this.compare(wanted, start);
      if (order === 0) return this.text.toString('utf8', start, this.endOf(start)).split(' ').slice(1);
      if (order < 0) high = start;
      else low = this.endOf(start) + 1;
    }
    return undefined;
  }

  /** Negative if the wanted key comes before that of the line, 0 if it is that key. */
  private compare(wanted: Buffer, line: number): number {
    for (let i = 0; i < wanted.length; i++) {
      const sign = this.text[line + i]!;
      // A key that ends here comes before all that go on.
      if (sign !== wanted[i]) return sign === SPACE ? 1 : wanted[i]! - sign;
    }
    return this.text[line + wanted.length] === SPACE ? 0 : -1;
  }

  /** Where the line begins that a place lies in. */
  private startOf(place: number): number {
    while (place > 0 && this.text[place - 1] !== NEWLINE) place--;
    return place;
  }

  private endOf(start: number): number {
    const end = this.text.indexOf(NEWLINE, start);
    return end < 0 ? this.text.length : end;
  }
}
