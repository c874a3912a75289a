import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { reasonOf, runCommand } from './command';
import type { PinnedWheel } from './cuda';
import type { TensorFlowWheel } from './platforms';
import { Unavailable } from './unavailable';

export interface FetchOptions {
  report: (line: string) => void;
  signal?: AbortSignal;
}

/** What the addon's sources include. */
const headers = ['include/tensorflow/c/', 'include/tensorflow/core/platform/', 'include/xla/tsl/c/', 'include/tsl/'];

const extractScript = `
import sys, zipfile
wheel, folder, *wanted = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name.startswith(tuple(wanted)):
            archive.extract(name, folder)
`;

/**
 * Puts TensorFlow's libraries and headers into a folder, which appears when it is complete.
 * @throws Unavailable without Python, without pip or without network, with the fix.
 */
export async function fetchTensorFlow(wheel: TensorFlowWheel, folder: string, options: FetchOptions): Promise<void> {
  if (existsSync(folder)) return;
  removeLeftovers(folder);
  const staging = `${folder}.partial-${process.pid}`;
  const download = join(staging, 'download');
  mkdirSync(download, { recursive: true });
  try {
    await checkPip(options);
    await downloadWheel(wheel, download, options);
    options.report('unpacking TensorFlow');
    await extract(join(download, `${wheel.tag}.whl`), wheel, staging, options);
    if (wheel.companions.length > 0) await installCuda(wheel, download, staging, options);
    rmSync(download, { recursive: true });
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

async function checkPip({ signal }: FetchOptions): Promise<void> {
  const { code } = await runCommand('python3', ['-m', 'pip', '--version'], { signal });
  if (code === 0) return;
  const missing = code === 127 ? 'no python3 on the PATH' : 'python3 has no pip';
  throw new Unavailable(`${missing}, which fetches TensorFlow: install it (Debian: apt-get install python3-pip)`);
}

async function downloadWheel(wheel: TensorFlowWheel, download: string, options: FetchOptions): Promise<void> {
  const title = `downloading TensorFlow ${wheel.version}`;
  options.report(`${title} (${wheel.megabytes} MB)`);
  const progress = setInterval(() => {
    options.report(`${title}: ${Math.round(largestFile(download) / 1e6)} of ${wheel.megabytes} MB`);
  }, 5000);
  const args = ['download', '--dest', download, '--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'];
  try {
    await pip([...args, '--platform', wheel.platform], [wheel], download, options);
  } finally {
    clearInterval(progress);
  }
}

/** The CUDA libraries go beside `tensorflow/`, where its libraries look for them. */
async function installCuda(wheel: TensorFlowWheel, download: string, staging: string, options: FetchOptions) {
  options.report('downloading the CUDA libraries (about 3 GB)');
  // pip takes a wheel of an older Linux only when its tag is named.
  const platforms = ['manylinux_2_27', 'manylinux_2_25', 'manylinux_2_18', 'manylinux_2_17', 'manylinux2014'];
  const tags = [...platforms, 'manylinux_2_12', 'manylinux2010'].flatMap((name) => ['--platform', `${name}_x86_64`]);
  await pip(['install', '--target', staging, '--no-compile', ...tags], wheel.companions, download, options);
}

/** Runs pip on pinned wheels: it refuses a file with another hash. All it writes stays in our folder. */
async function pip(args: string[], wheels: PinnedWheel[], folder: string, { signal }: FetchOptions): Promise<void> {
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

async function extract(file: string, wheel: TensorFlowWheel, folder: string, { signal }: FetchOptions): Promise<void> {
  const wanted = [...wheel.libraries, ...headers].map((name) => `tensorflow/${name}`);
  const result = await runCommand('python3', ['-c', extractScript, file, folder, ...wanted], { signal });
  if (result.code === 0) return;
  throw new Unavailable(
    `TensorFlow could not be unpacked (${reasonOf(result)}): it takes 1.2 GB in ${dirname(folder)}`,
  );
}

/** pip writes the wheel under a name of its own, then copies it: the largest file tells how far it is. */
function largestFile(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return Math.max(0, ...files.map((file) => statSync(join(folder, file), { throwIfNoEntry: false })?.size ?? 0));
}
