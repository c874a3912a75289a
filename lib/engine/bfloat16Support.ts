import { readFileSync } from 'node:fs';

/** Instructions that multiply bfloat16 numbers, as Linux names them. */
const INSTRUCTIONS = /\b(avx512_bf16|amx_bf16|bf16)\b/;

let known: boolean | undefined;

/** Whether the processor multiplies in bfloat16; where that is not known, no: without, products are slower than in float32. */
export function processorHasBfloat16(): boolean {
  known ??= INSTRUCTIONS.test(processorFlags());
  return known;
}

/** Of the first processor: x86 calls them flags, ARM features. */
function processorFlags(): string {
  try {
    return /^(flags|Features)\s*:.*$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[0] ?? '';
  } catch {
    return '';
  }
}
