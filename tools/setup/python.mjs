import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hash, reasonOf, root, run, Unavailable } from './run.mjs';

const environment = join(root, '.venv');
const requirements = join('tools', 'python-requirements.txt');
const kernelEntry = join(root, 'dist', 'notebook', 'index.js');

/** Written last, so an interrupted installation does not count. */
const pythonStamp = join(environment, '.requirements');
const kernelStamp = join(environment, '.kernel');

export function isPythonInstalled() {
  return existsSync(venvPython()) && read(pythonStamp) === pythonState();
}

/** Makes `.venv` with the pinned packages. @throws Unavailable without Python, its venv module or network. */
export async function installPython() {
  await checkPython();
  // An environment without its stamp is half made: begin again.
  const clear = existsSync(pythonStamp) && existsSync(venvPython()) ? [] : ['--clear'];
  rmSync(pythonStamp, { force: true });
  await need('python3', ['-m', 'venv', ...clear, '.venv'], 'python3 could not make .venv');
  const quiet = ['-q', '--disable-pip-version-check', '--no-input', '--retries', '2'];
  const install = ['-m', 'pip', 'install', ...quiet, '-r', requirements];
  await need(venvPython(), install, 'pip could not install JupyterLab: check the network and run set-up again');
  quietJupyterLab();
  writeFileSync(pythonStamp, pythonState());
}

/** Without this JupyterLab asks at its first start whether it may fetch news. */
function quietJupyterLab() {
  const folder = join(environment, 'share', 'jupyter', 'lab', 'settings');
  mkdirSync(folder, { recursive: true });
  const settings = { '@jupyterlab/apputils-extension:notification': { fetchNews: 'false' } };
  writeFileSync(join(folder, 'overrides.json'), `${JSON.stringify(settings, null, 2)}\n`);
}

async function checkPython() {
  const script = 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 10))';
  const { code, output } = await run('python3', ['-c', script]);
  if (code === 0) return;
  if (code === 127) throw new Unavailable('no python3 on the PATH: install Python 3.10 or newer');
  if (output.includes('ModuleNotFoundError')) {
    throw new Unavailable('python3 has no venv module: install it (Debian: apt-get install python3-venv)');
  }
  throw new Unavailable('python3 is older than 3.10: install a newer Python and put it first on the PATH');
}

/** Whether the kernel in `.venv` is the one of this build. */
export function isKernelInstalled() {
  return read(kernelStamp) === kernelState();
}

/** Registers the TypeScript kernel in `.venv`, where JupyterLab of that environment finds it. */
export async function installKernel() {
  const script = 'Promise.resolve(require("./dist/notebook").installKernel(".venv")).then(() => {})';
  await need(process.execPath, ['-e', script], 'the notebook kernel could not be registered');
  writeFileSync(kernelStamp, kernelState());
}

async function need(command, args, complaint) {
  const { code, output } = await run(command, args);
  if (code !== 0) throw new Unavailable(`${complaint} (${reasonOf(output)})`);
}

function venvPython() {
  return join(environment, 'bin', 'python');
}

/** An environment holds absolute paths: a moved checkout needs a new one. */
function pythonState() {
  return hash(root, readFileSync(join(root, requirements), 'utf8'));
}

function kernelState() {
  return hash(root, process.execPath, String(statSync(kernelEntry).mtimeMs), read(pythonStamp) ?? '');
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
