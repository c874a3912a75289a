// Extracts features of a folder in a process of its own: node worker.cjs <folder> <cache> [<call>]
// With a call, the process kills itself right before that call (counted from 1) that changes the file system.
const fs = require('node:fs');
const { join } = require('node:path');
const root = join(__dirname, '../../..');
const { allSamples, extractFeatures, loadKarpathy } = require(join(root, 'dist/data'));
const { tf, useEngine } = require(join(root, 'dist/engine'));

const model = {
  id: 'worker',
  preprocessing: 'first bytes',
  width: 64,
  tokens: 5,
  prepare: async (bytes) => Array.from(bytes.subarray(6, 70)),
  encode: (batch) =>
    tf.tidy(() =>
      tf.stack(
        [1, 2, 3, 4, 5].map((n) => tf.tensor(batch).mul(n).sin()),
        1,
      ),
    ),
};

let calls = 0;
function dieBefore(call) {
  for (const name of [
    'writeSync',
    'writeFileSync',
    'fsyncSync',
    'renameSync',
    'linkSync',
    'rmSync',
    'mkdirSync',
    'utimesSync',
  ]) {
    const original = fs[name];
    fs[name] = (...inputs) => {
      calls += 1;
      if (calls === call) process.kill(process.pid, 'SIGKILL');
      return original(...inputs);
    };
  }
}

async function main([folder, cache, call]) {
  dieBefore(Number(call));
  await useEngine('cpu');
  const samples = allSamples(await loadKarpathy(folder));
  const options = { cache, unitSize: 4, batchSize: 2, ahead: 3 };
  const features = await extractFeatures(model, samples, options);
  const bags = [];
  for (const sample of samples) bags.push(await features.bag(sample));
  await features.close();
  const sum = bags.reduce((total, { values }) => total + values.reduce((a, b) => a + b, 0), 0);
  process.stdout.write(`${JSON.stringify({ ...features.counts, sum, calls })}\n`);
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
