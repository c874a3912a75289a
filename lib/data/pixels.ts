/** An 8-bit picture: height x width x 3 numbers, row by row. */
export interface RgbPixels {
  width: number;
  height: number;
  data: Uint8Array;
}

/** A part of a picture, in whole pixels. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export function crop(image: RgbPixels, { left, top, width, height }: Box): RgbPixels {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const start = ((top + y) * image.width + left) * 3;
    data.set(image.data.subarray(start, start + width * 3), y * width * 3);
  }
  return { width, height, data };
}

export const flipHorizontally = (image: RgbPixels): RgbPixels =>
  rearrange(image, image.width, image.height, (x, y) => [image.width - 1 - x, y]);

export const flipVertically = (image: RgbPixels): RgbPixels =>
  rearrange(image, image.width, image.height, (x, y) => [x, image.height - 1 - y]);

/** Turns a picture by 90 degrees, counterclockwise. */
export const quarterTurn = (image: RgbPixels): RgbPixels =>
  rearrange(image, image.height, image.width, (x, y) => [image.width - 1 - y, x]);

/** @param from where the pixel at (x, y) of the result comes from */
function rearrange(
  image: RgbPixels,
  width: number,
  height: number,
  from: (x: number, y: number) => [x: number, y: number],
): RgbPixels {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, place = 0; y < height; y++) {
    for (let x = 0; x < width; x++, place += 3) {
      const [sourceX, sourceY] = from(x, y);
      const source = (sourceY * image.width + sourceX) * 3;
      data[place] = image.data[source]!;
      data[place + 1] = image.data[source + 1]!;
      data[place + 2] = image.data[source + 2]!;
    }
  }
  return { width, height, data };
}

export interface ColourChange {
  /** Turn of the hue, as a share of the circle. */
  hue: number;
  /** Factor of the saturation; it stays within 0 and 1. */
  saturation: number;
  /** Added to each channel, of 1. */
  brightness: number;
}

/** Hue, then saturation, then brightness, each rounded to 8 bits, as TensorFlow's image functions do one after the other. */
export function changeColours(image: RgbPixels, { hue, saturation, brightness }: ColourChange): RgbPixels {
  const data = new Uint8Array(image.data.length);
  for (let i = 0; i < data.length; i += 3) {
    let pixel: Colour = [image.data[i]!, image.data[i + 1]!, image.data[i + 2]!];
    pixel = throughHsv(pixel, ([h, s, v]) => [(h + hue + 1) % 1, s, v]);
    pixel = throughHsv(pixel, ([h, s, v]) => [h, Math.min(1, s * saturation), v]);
    data.set(
      pixel.map((value) => toByte(value / 255 + brightness)),
      i,
    );
  }
  return { ...image, data };
}

type Colour = [number, number, number];

function throughHsv(pixel: Colour, change: (hsv: Colour) => Colour): Colour {
  return fromHsv(change(toHsv(pixel))).map(toByte) as Colour;
}

/** TensorFlow's conversion of [0, 1] to bytes: it cuts off, so a scale of 255.5 rounds. */
const toByte = (value: number) => Math.min(255, Math.max(0, Math.floor(value * 255.5)));

/** Each in [0, 1]. */
function toHsv([r, g, b]: Colour): Colour {
  const value = Math.max(r, g, b);
  const range = value - Math.min(r, g, b);
  if (range === 0) return [0, 0, value / 255];
  let sixth = (r - g) / range + 4;
  if (value === r) sixth = (g - b) / range;
  else if (value === g) sixth = (b - r) / range + 2;
  return [(sixth / 6 + 1) % 1, range / value, value / 255];
}

function fromHsv([hue, saturation, value]: Colour): Colour {
  const channel = (turn: number) => {
    const sixth = (hue * 6 + turn) % 6;
    return value * (1 - saturation * Math.max(0, Math.min(sixth, 4 - sixth, 1)));
  };
  return [channel(5), channel(3), channel(1)];
}
