import { existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, findPackage } from '../engine/install';
import { runCommand } from '../engine/install/command';
import { meteorCache } from '../metrics/meteor/files';
import { isMeteorInstalled } from '../metrics/meteor/install';
import type { EngineSpeed } from './speed';

const packageFolder = join(__dirname, '..', '..');
const fix = existsSync(join(packageFolder, 'tools', 'setup.mjs')) ? '`npm run setup`' : '`npx mivpg setup`';

/**
 * Prints the state of the project in the current folder. A part that is missing is one line, never an exception.
 * @param measure  speed of an engine; without a name of the one that `useEngine` takes. Default: in a new process.
 */
export async function doctor(measure: (engine?: string) => Promise<EngineSpeed> = measureApart): Promise<number> {
  // One after the other: side by side they would share the processor.
  const [best, native, wasm] = [await measure(), await measure('native'), await measure('wasm')];
  section('Engine', [describe(best), `native  ${rate(native)}`, `wasm    ${rate(wasm)}`]);
  section('Kernel', [await kernels()]);
  section('Versions', await versions(best));
  section('Data', [...dataFolders(), meteorData()]);
  section('Disk', [`${gigabytes(freeSpace())} free here`, `${gigabytes(sizeOf(cacheFolder()))} in ${cacheFolder()}`]);
  return best.error ? 1 : 0;
}

function section(title: string, lines: string[]): void {
  for (const [index, line] of lines.entries()) {
    process.stdout.write(`${(index === 0 ? title : '').padEnd(10)}${line}\n`);
  }
}

async function measureApart(engine?: string): Promise<EngineSpeed> {
  const args = [join(__dirname, 'speed.js'), ...(engine ? [engine] : [])];
  const { code, stdout, output } = await runCommand(process.execPath, args);
  if (code === 0) return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as EngineSpeed;
  const reason = output.match(/Cannot find module '[^']+'/)?.[0] ?? `the check ended with code ${code}`;
  return { error: `${reason}: run ${fix}` };
}

function describe({ name, why, threads, error }: EngineSpeed): string {
  return error ?? `${name}, ${threads} ${threads === 1 ? 'thread' : 'threads'}: ${why}`;
}

function rate({ gigaflops, error }: EngineSpeed): string {
  return gigaflops === undefined ? `- (${error})` : `${gigaflops.toFixed(0)} GFLOP/s (512x512 matrix product)`;
}

/** TypeScript kernels registered in the project's Python environment. */
async function kernels(): Promise<string> {
  const folder = join('.venv', 'share', 'jupyter', 'kernels');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name !== 'python3') : [];
  return names.length > 0 ? `${names.join(', ')}, registered in .venv` : 'not registered: there is none in .venv';
}

async function versions({ versions: engine }: EngineSpeed): Promise<string[]> {
  const python = existsSync('.venv') ? join('.venv', 'bin', 'python') : 'python3';
  const found: [string, string | undefined][] = [
    ['mivpg', packageVersion(packageFolder)],
    ['Node', process.versions.node],
    ['npm', await output('npm', ['--version'])],
    ['TypeScript', packageVersion(findPackage('typescript'))],
    ['TensorFlow.js', packageVersion(findPackage('@tensorflow/tfjs-core'))],
    ['TensorFlow', engine?.tensorflow],
    ['Python', (await output(python, ['--version']))?.replace('Python ', '')],
    ['JupyterLab', await output(python, ['-c', 'import importlib.metadata as m; print(m.version("jupyterlab"))'])],
  ];
  return found.map(([name, version]) => `${name.padEnd(14)}${version ?? '-'}`);
}

function packageVersion(folder: string | undefined): string | undefined {
  return folder && (require(join(folder, 'package.json')) as { version: string }).version;
}

async function output(command: string, args: string[]): Promise<string | undefined> {
  const { code, stdout } = await runCommand(command, args);
  return code === 0 ? stdout.trim() : undefined;
}

function dataFolders(): string[] {
  const names = existsSync('data')
    ? readdirSync('data').filter((name) => statSync(join('data', name)).isDirectory())
    : [];
  if (names.length === 0) return ['no folder data/ here'];
  return names.map((name) => `${join('data', name).padEnd(20)}${(sizeOf(join('data', name)) / 1e6).toFixed(1)} MB`);
}

function meteorData(): string {
  if (isMeteorInstalled())
    return `METEOR: with its paraphrases, ${(sizeOf(meteorCache()) / 1e6).toFixed(1)} MB in the cache`;
  return `METEOR: without paraphrases, and named so: run ${fix}`;
}

function freeSpace(): number {
  const { bavail, bsize } = statfsSync('.');
  return bavail * bsize;
}

/** Bytes in a folder; links are not followed. */
function sizeOf(folder: string): number {
  if (!existsSync(folder)) return 0;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, file) => sum + statSync(join(file.parentPath ?? file.path, file.name)).size, 0);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
