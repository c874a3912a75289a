import { deflateSync } from 'node:zlib';

interface CanvasLike {
  width: number;
  height: number;
}

/** The little of a canvas's drawing context that plotly's heat maps use: filled rectangles and whole pixel images. */
export class PixelContext {
  fillStyle = '';
  private readonly pixels: Uint8Array;

  constructor(private readonly canvas: CanvasLike) {
    this.pixels = new Uint8Array(4 * canvas.width * canvas.height);
  }

  fillRect(left: number, top: number, width: number, height: number): void {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (this.fillStyle.match(/[\d.]+/g) ?? []).map(Number);
    const colour = [red, green, blue, Math.round(255 * alpha)];
    const x = span(left, width, this.canvas.width);
    const y = span(top, height, this.canvas.height);
    for (let row = y.start; row < y.end; row += 1)
      for (let column = x.start; column < x.end; column += 1)
        this.pixels.set(colour, 4 * (row * this.canvas.width + column));
  }

  createImageData(width: number, height: number): { data: Uint8ClampedArray } {
    return { data: new Uint8ClampedArray(4 * width * height) };
  }

  putImageData({ data }: { data: Uint8ClampedArray }): void {
    this.pixels.set(data);
  }

  toDataUrl(): string {
    const png = encodePng(this.pixels, this.canvas.width, this.canvas.height);
    return `data:image/png;base64,${png.toString('base64')}`;
  }
}

/** The pixels from `start` on for `length` (which may be negative) that lie within 0 and `limit`. */
function span(start: number, length: number, limit: number): { start: number; end: number } {
  const ends = [start, start + length].map((at) => Math.min(limit, Math.max(0, Math.round(at))));
  return { start: Math.min(...ends), end: Math.max(...ends) };
}

/** A PNG file of 8-bit red, green, blue and alpha, row by row. */
export function encodePng(pixels: Uint8Array, width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8); // 8 bits, RGBA
  const rows = Buffer.alloc(height * (4 * width + 1)); // each row begins with its filter: 0, none
  for (let row = 0; row < height; row += 1)
    rows.set(pixels.subarray(4 * width * row, 4 * width * (row + 1)), row * (4 * width + 1) + 1);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...chunks]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(checksum(body));
  return Buffer.concat([length, body, check]);
}

/** CRC-32 as PNG defines it. */
function checksum(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}
