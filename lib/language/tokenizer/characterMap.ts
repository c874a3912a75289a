/** A node of the trie is a 32-bit unit: byte or index, whether a value follows, and the offset of its children. */
const hasValue = (unit: number) => ((unit >>> 8) & 1) === 1;
const indexOf = (unit: number) => unit & 0x7fffffff;
const byteOf = (unit: number) => (unit & 0x800000ff) >>> 0;
const offsetOf = (unit: number) => (unit >>> 10) << ((unit & (1 << 9)) >>> 6);

/** Longer runs of combining characters (in bytes) are mapped character by character. */
const WHOLE_CLUSTER_BYTES = 6;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * The character map of a SentencePiece model (`precompiled_charsmap`), as the `tokenizers` library applies it: a double
 * array trie from UTF-8 to texts. Each grapheme cluster is replaced by what its shortest known prefix maps to, else
 * each of its characters is looked up. (The JavaScript library has NFKC in its place, which differs for some clusters.)
 */
export class CharacterMap {
  private readonly trie: Uint32Array;
  /** The texts, each ended by a zero byte. */
  private readonly texts: Uint8Array;

  /** @param map base64: bytes of the trie (uint32, little-endian), the trie, the texts */
  constructor(map: string) {
    const bytes = Uint8Array.from(Buffer.from(map, 'base64'));
    const length = bytes.length < 4 ? Number.NaN : new DataView(bytes.buffer).getUint32(0, true);
    if (!(length % 4 === 0 && length > 0 && 4 + length <= bytes.length)) {
      throw new Error(
        `precompiled_charsmap: found ${bytes.length} bytes with a trie of ${length}, expected a whole trie.`,
      );
    }
    this.trie = new Uint32Array(bytes.buffer.slice(4, 4 + length));
    this.texts = bytes.subarray(4 + length);
  }

  normalize(text: string): string {
    let normalized = '';
    for (const { segment } of clusters.segment(text)) normalized += this.normalizeCluster(segment);
    return normalized;
  }

  private normalizeCluster(cluster: string): string {
    const bytes = encoder.encode(cluster);
    const whole = bytes.length < WHOLE_CLUSTER_BYTES ? this.find(bytes) : undefined;
    if (whole !== undefined) return whole;
    return Array.from(cluster, (character) => this.find(encoder.encode(character)) ?? character).join('');
  }

  /** What the shortest known prefix maps to. */
  private find(bytes: Uint8Array): string | undefined {
    let node = offsetOf(this.trie[0]!);
    for (const byte of bytes) {
      if (byte === 0) return undefined;
      node ^= byte;
      const unit = this.trie[node] ?? 0;
      if (byteOf(unit) !== byte) return undefined;
      node ^= offsetOf(unit);
      if (hasValue(unit)) return this.textAt(indexOf(this.trie[node] ?? 0));
    }
    return undefined;
  }

  private textAt(start: number): string {
    const end = this.texts.indexOf(0, start);
    return decoder.decode(this.texts.subarray(start, end < 0 ? undefined : end));
  }
}
