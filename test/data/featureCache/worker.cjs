// Extracts features of a folder in a process of its own, to be killed: node worker.cjs <folder> <cache>
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

async function main([folder, cache]) {
  await useEngine('cpu');
  const samples = allSamples(await loadKarpathy(folder));
  const onProgress = ({ done }) => process.stdout.write(`${done}\n`);
  const options = { cache, unitSize: 4, batchSize: 2, ahead: 3, onProgress };
  const features = await extractFeatures(model, samples, options);
  const bags = [];
  for (const sample of samples) bags.push(await features.bag(sample));
  await features.close();
  const sum = bags.reduce((total, { values }) => total + values.reduce((a, b) => a + b, 0), 0);
  process.stdout.write(`${JSON.stringify({ ...features.counts, sum })}\n`);
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
