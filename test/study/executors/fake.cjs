// Runs that only count, in the place of real ones; as a program, what a child process runs.
const fs = require('node:fs');
const { join } = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');

/**
 * Counts to spec.steps, with a checkpoint at each step, and then writes result.json; what was done is in log.txt.
 * spec.holdAt: waits there for the file `go`; spec.fails: throws, crashes or is deaf to signals.
 */
async function count(spec, { folder, signal, onProgress }) {
  const file = (name) => join(folder, name);
  const log = (line) => fs.appendFileSync(file('log.txt'), `${line}\n`);
  fs.mkdirSync(folder, { recursive: true });
  if (fs.existsSync(file('result.json'))) return { steps: 0 };
  if (spec.fails === 'throw') throw new Error(`${spec.name} is poison`);
  if (spec.fails === 'crash') {
    console.log('some output');
    console.error('out of luck');
    process.abort();
  }
  if (spec.fails === 'deaf') process.removeAllListeners('SIGTERM').on('SIGTERM', () => {});
  let step = fs.existsSync(file('checkpoint')) ? Number(fs.readFileSync(file('checkpoint'), 'utf8')) : 0;
  const first = step;
  while (step < spec.steps) {
    step += 1;
    log(step);
    fs.writeFileSync(file('checkpoint.part'), String(step));
    fs.renameSync(file('checkpoint.part'), file('checkpoint'));
    onProgress(step / spec.steps, `step ${step} in ${process.pid}`);
    while (step === spec.holdAt && !fs.existsSync(file('go'))) {
      await sleep(10, undefined, spec.fails === 'deaf' ? {} : { signal });
    }
    await sleep(1, undefined, { signal });
  }
  log('finished');
  fs.writeFileSync(file('result.json'), '{}');
  return { steps: step - first };
}

const runners = { run: async () => count, features: async () => count, musk: async () => count };
module.exports = { runners };

if (require.main === module) void require('../../../dist/study/executors/childSide').serveParent(runners);
