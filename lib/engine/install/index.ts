import { existsSync, mkdirSync, readFileSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compileAddon, findCompiler } from './compile';
import { fetchTensorFlow } from './fetch';
import { withLock } from './lock';
import { engineCache, findPackage } from './paths';
import { chooseWheel, type Machine, type TensorFlowWheel, thisMachine } from './platforms';
import { Unavailable } from './unavailable';
import { verifyAddon } from './verify';

export { cacheFolder, engineCache, findPackage, packageFolder } from './paths';
export { requirePackage } from './requirePackage';
export { Unavailable } from './unavailable';

/** The package whose sources are compiled, in the version that its sources were tried with. */
export const nativePackage = { name: '@tensorflow/tfjs-node-gpu', version: '4.22.0' };

export interface InstallOptions {
  /** Told what happens, a line at a time. */
  report?: (line: string) => void;
  signal?: AbortSignal;
  machine?: Machine;
  /** Folder of tfjs-node-gpu; default: the installed one. */
  tfjsNode?: string;
}

interface Plan {
  wheel: TensorFlowWheel;
  remark?: string;
  /** Folder of tfjs-node-gpu. */
  tfjsNode: string;
  /** TensorFlow's copy in the cache. */
  home: string;
  /** The compiled addon in the cache. */
  addon: string;
  /** Where tfjs-node-gpu looks for it. */
  link: string;
}

/** Whether the native engine is built and linked; reads a few file names only. */
export function isEngineInstalled(options: InstallOptions = {}): boolean {
  try {
    return isLinked(plan(options));
  } catch {
    return false;
  }
}

/**
 * Builds the native engine: TensorFlow's libraries from a pinned wheel and tfjs-node's addon, one copy per user in
 * the cache, linked into `node_modules`. Does only what is missing; may be interrupted and run again.
 * @throws Unavailable, in one line with the fix, when something that it needs is not here.
 */
export async function installEngine(options: InstallOptions = {}): Promise<void> {
  const { report = () => {}, signal } = options;
  const task = plan(options);
  if (isLinked(task)) return;
  if (task.remark) report(task.remark);
  mkdirSync(engineCache(), { recursive: true });
  const onWait = (holder: string) => report(`waiting for the set-up of process ${holder}`);
  await withLock(`${task.home}.lock`, () => build(task, report, signal), { signal, onWait });
  link(task);
  try {
    report('checking it on two matrices');
    await verifyAddon(task.tfjsNode, signal);
  } catch (error) {
    for (const file of [task.link, task.addon]) rmSync(file, { force: true });
    throw error;
  }
}

async function build({ wheel, tfjsNode, home, addon }: Plan, report: (line: string) => void, signal?: AbortSignal) {
  if (existsSync(addon)) return;
  const compiler = await findCompiler(signal);
  await fetchTensorFlow(wheel, home, { report, signal });
  report(`compiling the addon with ${compiler}`);
  await compileAddon({ compiler, tfjsNode, tensorflow: home, wheel }, addon, signal);
}

function plan({ machine = thisMachine(), tfjsNode = findPackage(nativePackage.name) }: InstallOptions): Plan {
  if (!tfjsNode)
    throw new Unavailable(`the package ${nativePackage.name} is not installed: \`npx mivpg setup\` adds it`);
  const manifest = JSON.parse(readFileSync(join(tfjsNode, 'package.json'), 'utf8')) as { version: string };
  const choice = chooseWheel(machine);
  const home = join(engineCache(), choice.wheel.tag);
  return {
    ...choice,
    tfjsNode,
    home,
    addon: join(home, `tfjs_binding-${manifest.version}.node`),
    link: join(tfjsNode, 'lib', 'napi-v8', 'tfjs_binding.node'),
  };
}

function isLinked({ link, addon }: Plan): boolean {
  return linkTarget(link) === addon && existsSync(addon);
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** Replaces what stands there in one step: another process may be loading it. */
function link({ link, addon }: Plan): void {
  mkdirSync(dirname(link), { recursive: true });
  const partial = `${link}.partial-${process.pid}`;
  rmSync(partial, { force: true });
  symlinkSync(addon, partial);
  renameSync(partial, link);
}
