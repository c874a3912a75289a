import { createInterface } from 'node:readline';
import { Blip2, type RgbImage, useEngine } from '../../../lib';
import { peakMemory } from '../results';
import { folderOf, type Size, writeCheckpoint } from './checkpoint';

/** What to time: one caption for a bag of so many pictures. */
export interface Blip2Case {
  images: number;
  tokens: number;
}

/** Our side, `node worker.js write|float32|bfloat16 SIZE`: writes the checkpoint, or loads it and then one case a line. */
async function main(): Promise<void> {
  await useEngine();
  const [what, size] = process.argv.slice(2) as ['write' | 'float32' | 'bfloat16', Size];
  if (what === 'write') {
    writeCheckpoint(size);
    process.stdout.write('{}\n');
    return;
  }
  const start = performance.now();
  const blip2 = await Blip2.fromPretrained(folderOf(size), { frozen: what });
  const loadSeconds = (performance.now() - start) / 1000;
  for await (const line of createInterface({ input: process.stdin })) {
    const { images, tokens } = JSON.parse(line) as Blip2Case;
    const pictures = Array.from({ length: images }, (_, i) => pictureOf(i));
    const [wall, processor] = [performance.now(), process.cpuUsage()];
    const given = await blip2.instancesOf([pictures]);
    const middle = performance.now();
    await blip2.captionInstances(given, { beams: 5, minNewTokens: tokens, maxNewTokens: tokens });
    const end = performance.now();
    for (const tensor of [given.instances, given.mask]) tensor?.dispose();
    const { user, system } = process.cpuUsage(processor);
    const answer = {
      loadSeconds,
      visionSeconds: (middle - wall) / 1000,
      captionSeconds: (end - middle) / 1000,
      processorSeconds: (user + system) / 1e6,
      peakBytes: peakMemory(),
    };
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

/** Stripes, different ones for each picture. */
function pictureOf(number: number): RgbImage {
  const side = 256;
  const data = Uint8Array.from({ length: 3 * side * side }, (_, i) => (i * (number + 7) + Math.floor(i / 997)) % 256);
  return { width: side, height: side, data };
}

void main();
