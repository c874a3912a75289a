// Makes data/models/mini-blip2-t5 and -opt again, from generated data alone: npm run pretrain
// Stages are kept in out/pretrain; stop it at any time, and the next run goes on behind the last finished one.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const require = createRequire(import.meta.url);
const { useEngine } = require('../dist');
const { pretrain } = require('../dist/pretrain');

const from = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const options = {
  stages: { type: 'string', default: from('out/pretrain') },
  to: { type: 'string', default: from('data/models') },
};
const { values } = parseArgs({ options });
await useEngine('native');
await pretrain({
  folder: values.stages,
  models: values.to,
  onProgress: (line) => console.log(`${new Date().toLocaleTimeString('en-GB')} ${line}`),
});
