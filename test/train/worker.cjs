// Trains the tiny captioner in a process of its own: node worker.cjs <folder> <settings as JSON> [<call>]
// Says "step N" after each step. With a call, the process kills itself right before that call (counted from 1) that changes
// the file system.
const fs = require('node:fs');
const { join } = require('node:path');
const root = join(__dirname, '../..');
const { Blip2 } = require(join(root, 'dist/blip2'));
const { useEngine } = require(join(root, 'dist/engine'));
const { blip2Captioner, trainCaptioner } = require(join(root, 'dist/train'));

const [folder, model, given, call] = process.argv.slice(2);

let calls = 0;
function dieBefore(last) {
  for (const name of ['openSync', 'writeSync', 'fsyncSync', 'ftruncateSync', 'renameSync', 'rmSync']) {
    const real = fs[name];
    fs[name] = (...args) => {
      if (`${args[0]}`.startsWith(folder) || typeof args[0] === 'number') calls += 1;
      if (calls === last) process.kill(process.pid, 'SIGKILL');
      return real(...args);
    };
  }
}

const bag = (sample) => {
  const size = 3 + (sample % 3);
  return {
    shape: [size, 16],
    values: Float32Array.from({ length: size * 16 }, (_, i) => Math.sin(i * (1 + (sample % 5)))),
  };
};
const samples = (count, prefix) =>
  Array.from({ length: count }, (_, i) => ({
    id: `${prefix}${i}`,
    captions: [`${'ab'[i % 2]}${i % 3}`, 'c'],
    bag: () => bag(i),
  }));

async function main() {
  await useEngine('native');
  const blip2 = await Blip2.fromPretrained(model);
  const captioner = blip2Captioner(blip2, { sizes: [5], captionBatch: 2 });
  if (call) dieBefore(Number(call));
  const data = { train: samples(10, 'train'), validation: samples(3, 'val'), fixed: samples(1, 'fixed') };
  const onProgress = ({ done, loss }) => loss !== undefined && fs.writeSync(1, `step ${done}\n`);
  await trainCaptioner(captioner, data, { ...JSON.parse(given), folder, onProgress, checkpoints: { steps: 2 } });
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
