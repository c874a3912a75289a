// A worker of a queue in a process of its own: node worker.cjs <address> <milliseconds of a lock>
const { join } = require('node:path');
const { workQueue } = require('../../../dist/study/executors/queue/queueWorker');

const [address, lock] = process.argv.slice(2);
const say = (text) => process.stdout.write(`${text}\n`);
void workQueue(address, {
  entry: join(__dirname, 'fake.cjs'),
  lockMilliseconds: Number(lock),
  onReady: () => say('ready'),
});
