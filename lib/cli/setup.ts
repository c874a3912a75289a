import { findPackage, installEngine, nativePackage, Unavailable } from '../engine/install';
import { reasonOf, runCommand } from '../engine/install/command';

/**
 * Builds the native engine for a project that depends on this package; adds tfjs-node's sources first if need be.
 * They go to `optionalDependencies`: their own install step downloads an old TensorFlow, and may fail unharmed.
 * Returns the exit code.
 */
export async function setup(): Promise<number> {
  const say = (line: string) => process.stdout.write(`native engine  ${line}\n`);
  try {
    if (!findPackage(nativePackage.name)) {
      say(`installing ${nativePackage.name}`);
      await installPackage(`${nativePackage.name}@${nativePackage.version}`);
    }
    await installEngine({ report: say });
    say('ready');
    return 0;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    say(`not available: ${error.message}; until then tensors run on the slower wasm engine`);
    return 1;
  }
}

async function installPackage(specifier: string): Promise<void> {
  const flags = ['--ignore-scripts', '--save-optional', '--save-exact', '--no-audit', '--no-fund'];
  const result = await runCommand('npm', ['install', ...flags, specifier]);
  if (result.code === 0) return;
  throw new Unavailable(`npm could not install ${specifier} (${reasonOf(result)}): check the network`);
}
