// Sets up what is missing in this checkout, and nothing else: npm packages, the built library, the native engine,
// METEOR's data, the Python environment and the notebook kernel. It runs before any package is there, so it is plain JavaScript.
import { createRequire } from 'node:module';
import { buildLibrary, isLibraryBuilt } from './setup/library.mjs';
import { arePackagesInstalled, installPackages } from './setup/packages.mjs';
import { installKernel, installPython, isKernelInstalled, isPythonInstalled } from './setup/python.mjs';
import { interruption } from './setup/run.mjs';

/** One part of set-up: `isThere` is quick and changes nothing, `make` may be interrupted and run again. */
const parts = {
  packages: { title: 'npm packages', isThere: arePackagesInstalled, make: installPackages },
  library: { title: 'library', isThere: isLibraryBuilt, make: buildLibrary },
  engine: { title: 'native engine', isThere: () => engine().isEngineInstalled(), make: installEngine },
  meteor: { title: 'METEOR data', isThere: () => meteor().isMeteorInstalled(), make: installMeteor },
  python: { title: 'Python', isThere: isPythonInstalled, make: installPython },
  kernel: { title: 'kernel', isThere: isKernelInstalled, make: installKernel },
};

const started = performance.now();
let complete = true;

try {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interruption.abort());
  checkNode();
  await setUp();
} catch (error) {
  const interrupted = interruption.signal.aborted;
  interruption.abort();
  console.error(interrupted ? 'Set-up was interrupted; run it again to go on.' : `Set-up failed: ${error.message}`);
  process.exitCode = 1;
}

async function setUp() {
  const node = async () => {
    await need(parts.packages);
    await need(parts.library);
    await Promise.all([
      want(parts.engine, 'tensors run on the slower wasm engine'),
      want(parts.meteor, 'METEOR runs without paraphrases'),
    ]);
  };
  // Python needs nothing of npm: both download side by side.
  const [, python] = await Promise.all([node(), want(parts.python, 'everything but the notebooks works')]);
  if (python) await want(parts.kernel, 'everything but the notebooks works');
  say('set-up', complete ? 'everything is there' : `done in ${seconds(started)}`);
}

/** A part that all others stand on. */
async function need(part) {
  if (part.isThere()) return;
  complete = false;
  const begun = performance.now();
  say(part.title, 'setting up');
  const heartbeat = setInterval(() => say(part.title, `still at it (${seconds(begun)})`), 15_000);
  try {
    await part.make((line) => say(part.title, line));
  } finally {
    clearInterval(heartbeat);
  }
  say(part.title, `ready (${seconds(begun)})`);
}

/** A part that can be missing: one line says why and what that means, and set-up goes on. */
async function want(part, consequence) {
  try {
    await need(part);
    return true;
  } catch (error) {
    if (interruption.signal.aborted) throw error;
    say(part.title, `not available: ${error.message.split('\n')[0]}; until then ${consequence}`);
    return false;
  }
}

/** The built library's own installer, which `mivpg setup` runs too. */
function engine() {
  return createRequire(import.meta.url)('../dist/engine/install');
}

/** Likewise for METEOR's paraphrase table. */
function meteor() {
  return createRequire(import.meta.url)('../dist/metrics/meteor/install');
}

function installMeteor(report) {
  return meteor().installMeteor({ report, signal: interruption.signal });
}

function installEngine(report) {
  return engine().installEngine({ report, signal: interruption.signal });
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 15))
    throw new Error(`Node ${process.versions.node} is too old: install Node 20.15 or newer`);
}

function say(title, text) {
  console.log(`${title.padEnd(13)}  ${text}`);
}

function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
