// Makes everything again: every notebook in full, and out/index.html, which shows all results beside the paper's.
// npm run reproduce [-- --full]: with --full the runs of the study that have no result yet are done first (hours).
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './setup/run.mjs';

const command = join('dist', 'cli.js');

const steps = [
  ...(process.argv.includes('--full') ? [[command, 'study', 'run', 'all']] : []),
  [join('tools', 'in-venv.mjs'), join('tools', 'notebooks.py'), '--profile', 'full'],
  [command, 'study', 'report'],
];

// What fails does not keep the page from being made: it says what is missing.
for (const step of steps) if ((await run(step)) !== 0) process.exitCode = 1;

function run(args) {
  return new Promise((settle) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
    // Ctrl-C reaches the child too, and ends what comes after it.
    process.once('SIGINT', () => process.exit(130));
    child.on('close', (code) => settle(code ?? 1));
  });
}
