import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkPip, downloadWheel, extract, type FetchOptions, fillFolder, pip } from './pip';
import type { TensorFlowWheel } from './platforms';
import { Unavailable } from './unavailable';

/** What the addon's sources include. */
const headers = ['include/tensorflow/c/', 'include/tensorflow/core/platform/', 'include/xla/tsl/c/', 'include/tsl/'];

/**
 * Puts TensorFlow's libraries and headers into a folder, which appears when it is complete.
 * @throws Unavailable without Python, without pip or without network, with the fix.
 */
export function fetchTensorFlow(wheel: TensorFlowWheel, folder: string, options: FetchOptions): Promise<void> {
  return fillFolder(folder, async (staging) => {
    const download = join(staging, 'download');
    mkdirSync(download);
    await checkPip('TensorFlow', options);
    await downloadTensorFlow(wheel, download, options);
    options.report('unpacking TensorFlow');
    const wanted = [...wheel.libraries, ...headers].map((name) => `tensorflow/${name}`);
    const failure = await extract(join(download, `${wheel.tag}.whl`), staging, wanted, options.signal);
    if (failure) {
      throw new Unavailable(`TensorFlow could not be unpacked (${failure}): it takes 1.2 GB in ${dirname(staging)}`);
    }
    if (wheel.companions.length > 0) await installCuda(wheel, download, staging, options);
    rmSync(download, { recursive: true });
  });
}

function downloadTensorFlow(wheel: TensorFlowWheel, folder: string, options: FetchOptions): Promise<void> {
  const python = ['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311', '--platform', wheel.platform];
  const { version, megabytes } = wheel;
  return downloadWheel(wheel, folder, { title: `TensorFlow ${version}`, megabytes, args: python }, options);
}

/** The CUDA libraries go beside `tensorflow/`, where its libraries look for them. */
async function installCuda(wheel: TensorFlowWheel, download: string, staging: string, options: FetchOptions) {
  options.report('downloading the CUDA libraries (about 3 GB)');
  // pip takes a wheel of an older Linux only when its tag is named.
  const platforms = ['manylinux_2_27', 'manylinux_2_25', 'manylinux_2_18', 'manylinux_2_17', 'manylinux2014'];
  const tags = [...platforms, 'manylinux_2_12', 'manylinux2010'].flatMap((name) => ['--platform', `${name}_x86_64`]);
  await pip(['install', '--target', staging, '--no-compile', ...tags], wheel.companions, download, options);
}
