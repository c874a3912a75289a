import type { Vector } from './vector';

const toLinear = Float64Array.from({ length: 256 }, (_, i) => {
  const value = i / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

const outputSteps = 4096;
const toByte = Uint8Array.from({ length: outputSteps + 1 }, (_, i) => {
  const value = i / outputSteps;
  const encoded = value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
  return Math.round(255 * encoded);
});

/** Linear light of an sRGB colour written as `#rrggbb`. */
export function linear(hex: string): Vector {
  const value = Number.parseInt(hex.slice(1), 16);
  return [toLinear[value >> 16]!, toLinear[(value >> 8) & 255]!, toLinear[value & 255]!];
}

/** Light above this is rolled off. */
const knee = 0.85;

/** The sRGB byte of linear light; bright light is rolled off softly before it clips. */
export function encode(light: number): number {
  const rolled = light < knee ? light : knee + (1 - knee) * (1 - 1 / (1 + (light - knee) / (1 - knee)));
  return toByte[Math.round(outputSteps * Math.max(0, Math.min(1, rolled)))]!;
}
