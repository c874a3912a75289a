// Runs the browser tests: npm run browser [-- --executed] [arguments of vitest]. Every notebook is run in JupyterLab; with
// --executed it is opened as `npm run notebooks` left it. Without Chromium, or without the Python environment that
// JupyterLab runs in, the tests are skipped with one line; in CI (the variable CI is set) that is a failure.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './setup/run.mjs';
import { hasPython, missingPython } from './setup/venv.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

const chromium = process.env.MIVPG_CHROMIUM || findOnPath();
const missing = chromium
  ? !hasPython() && missingPython
  : 'no Chromium on the PATH: install it (Debian: apt-get install chromium), or name its program in MIVPG_CHROMIUM';

if (missing) {
  console.log(`The browser tests ${process.env.CI ? 'cannot run' : 'are skipped'}: ${missing}.`);
  process.exitCode = process.env.CI ? 1 : 0;
} else runTests();

function findOnPath() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
}

function runTests() {
  const executed = process.argv.includes('--executed');
  const others = process.argv.slice(2).filter((argument) => argument !== '--executed');
  const vitest = [join('node_modules', 'vitest', 'vitest.mjs'), 'run', '--config', 'vitest.browser.config.mts'];
  const env = { ...process.env, MIVPG_CHROMIUM: chromium, ...(executed && { MIVPG_EXECUTED: '1' }) };
  const tests = spawn(process.execPath, [...vitest, ...others], { cwd: root, stdio: 'inherit', env });
  tests.on('close', (code) => {
    process.exitCode = code ?? 1;
  });
}
