import { existsSync } from 'node:fs';
import { cudaLibraries } from './cuda';
import type { PinnedWheel } from './pip';
import { Unavailable } from './unavailable';

/** TensorFlow as published for one platform: two shared libraries and the headers of its C interface. */
export interface TensorFlowWheel extends PinnedWheel {
  /** Name of the copy in the cache: the wheel's file name without its ending. */
  tag: string;
  /** The wheel's platform tag, as pip takes it. */
  platform: string;
  megabytes: number;
  /** Shared libraries, inside the wheel's folder `tensorflow/`. */
  libraries: string[];
  /** What a GPU needs beside TensorFlow. */
  companions: PinnedWheel[];
}

/** The machine, as far as the choice of a wheel depends on it. */
export interface Machine {
  platform: string;
  arch: string;
  /** An NVIDIA driver is loaded. */
  nvidia: boolean;
  /** C library of a Linux machine; undefined is another one than glibc (Alpine's musl). */
  glibc?: string;
}

const version = '2.21.0';
const elf = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
const dylib = ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib'];

function wheel(
  name: string,
  platform: string,
  megabytes: number,
  sha256: string,
  parts: { libraries?: string[]; companions?: PinnedWheel[] } = {},
): TensorFlowWheel {
  const tag = `${name.replace('-', '_')}-${version}-cp311-cp311-${platform}`;
  return { name, version, sha256, tag, platform, megabytes, libraries: elf, companions: [], ...parts };
}

/** Every platform that has a wheel with TensorFlow's two libraries. Another platform is one more line. */
const wheels: Record<string, TensorFlowWheel> = {
  'linux x64': wheel(
    'tensorflow-cpu',
    'manylinux_2_27_x86_64',
    274,
    '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  ),
  'linux x64 gpu': wheel(
    'tensorflow',
    'manylinux_2_27_x86_64',
    572,
    '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
    { companions: cudaLibraries },
  ),
  'linux arm64': wheel(
    'tensorflow',
    'manylinux_2_27_aarch64',
    282,
    '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
  ),
  'darwin arm64': wheel(
    'tensorflow',
    'macosx_12_0_arm64',
    223,
    '51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88',
    { libraries: dylib },
  ),
};

/**
 * The wheel for a machine, and a remark when a GPU has to stay idle.
 * @throws Unavailable where TensorFlow publishes none.
 */
export function chooseWheel(machine: Machine): { wheel: TensorFlowWheel; remark?: string } {
  const name = `${machine.platform} ${machine.arch}`;
  const choice = wheels[name];
  if (!choice) {
    const known = Object.keys(wheels).filter((key) => !key.endsWith('gpu'));
    throw new Unavailable(`TensorFlow has no wheel for ${name} (there is one for ${known.join(', ')})`);
  }
  if (machine.platform === 'linux' && !(machine.glibc && atLeast(machine.glibc, [2, 27]))) {
    const found = machine.glibc ? `glibc ${machine.glibc}` : 'another C library';
    throw new Unavailable(`TensorFlow's wheel needs glibc 2.27 or newer, found ${found}: use a newer Linux`);
  }
  if (!machine.nvidia) return { wheel: choice };
  const gpu = wheels[`${name} gpu`];
  if (gpu) return { wheel: gpu };
  return { wheel: choice, remark: `TensorFlow has no GPU wheel for ${name}: the engine runs on the CPU` };
}

function atLeast(text: string, [major, minor]: [number, number]): boolean {
  const [foundMajor = 0, foundMinor = 0] = text.split('.').map(Number);
  return foundMajor > major || (foundMajor === major && foundMinor >= minor);
}

/** The machine this process runs on. */
export function thisMachine(): Machine {
  return {
    platform: process.platform,
    arch: process.arch,
    nvidia: existsSync('/proc/driver/nvidia/version'),
    glibc: process.platform === 'linux' ? glibcVersion() : undefined,
  };
}

function glibcVersion(): string | undefined {
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  return report?.header?.glibcVersionRuntime;
}
