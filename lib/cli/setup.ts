import { findPackage, installEngine, nativePackage, Unavailable } from '../engine/install';
import { reasonOf, runCommand } from '../engine/install/command';
import { installMeteor } from '../metrics/meteor/install';

/** Sets up what a project that depends on this package can have. Returns the exit code: 1 if a part is not available. */
export async function setup(): Promise<number> {
  const engine = await part('native engine', setUpEngine, 'tensors run on the slower wasm engine');
  const meteor = await part('METEOR data', (report) => installMeteor({ report }), 'METEOR runs without paraphrases');
  return engine && meteor ? 0 : 1;
}

/** Sets up a part that can be missing: one line then says why, and what that means. */
async function part(title: string, make: (say: (line: string) => void) => Promise<void>, consequence: string) {
  const say = (line: string) => process.stdout.write(`${title.padEnd(13)}  ${line}\n`);
  try {
    await make(say);
    say('ready');
    return true;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    say(`not available: ${error.message}; until then ${consequence}`);
    return false;
  }
}

/**
 * Builds the native engine; adds tfjs-node's sources first if need be. They go to `optionalDependencies`: their own
 * install step downloads an old TensorFlow, and may fail unharmed.
 */
async function setUpEngine(report: (line: string) => void): Promise<void> {
  if (!findPackage(nativePackage.name)) {
    report(`installing ${nativePackage.name}`);
    await installPackage(`${nativePackage.name}@${nativePackage.version}`);
  }
  await installEngine({ report });
}

async function installPackage(specifier: string): Promise<void> {
  const flags = ['--ignore-scripts', '--save-optional', '--save-exact', '--no-audit', '--no-fund'];
  const result = await runCommand('npm', ['install', ...flags, specifier]);
  if (result.code === 0) return;
  throw new Unavailable(`npm could not install ${specifier} (${reasonOf(result)}): check the network`);
}
