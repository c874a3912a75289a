import { describe, expect, test } from 'vitest';
import { chooseWheel, thisMachine } from '../../lib/engine/install/platforms';
import { linux } from './installFixture';

describe('chooseWheel', () => {
  test.each([
    [linux, 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64', 0],
    [{ ...linux, nvidia: true }, 'tensorflow-2.21.0-cp311-cp311-manylinux_2_27_x86_64', 12],
    [{ ...linux, arch: 'arm64' }, 'tensorflow-2.21.0-cp311-cp311-manylinux_2_27_aarch64', 0],
    [{ platform: 'darwin', arch: 'arm64', nvidia: false }, 'tensorflow-2.21.0-cp311-cp311-macosx_12_0_arm64', 0],
  ])('%o', (machine, tag, companions) => {
    const { wheel, remark } = chooseWheel(machine);
    expect(wheel.tag).toBe(tag);
    expect(wheel.companions).toHaveLength(companions);
    expect(remark).toBeUndefined();
    for (const { sha256 } of [wheel, ...wheel.companions]) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('says so where there is a GPU but no wheel for it', () => {
    expect(chooseWheel({ ...linux, arch: 'arm64', nvidia: true }).remark).toMatch(/no GPU wheel for linux arm64/);
  });

  test('names the platforms that have a wheel', () => {
    expect(() => chooseWheel({ ...linux, platform: 'win32' })).toThrow(
      /no wheel for win32 x64 .*linux x64, linux arm64/,
    );
  });

  test.each([undefined, '2.17', '1.99'])('refuses C library %s', (glibc) => {
    expect(() => chooseWheel({ ...linux, glibc })).toThrow(/needs glibc 2.27 or newer/);
  });

  test('knows this machine', () => {
    expect(thisMachine()).toMatchObject({ platform: process.platform, arch: process.arch });
  });
});
