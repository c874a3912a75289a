import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename, join } from 'node:path';
import { packageFolder } from '../data';
import { engineInfo } from '../engine';
import type { Provenance } from './result';

/** What makes a result here and now. @param data, model as `Provenance` has them */
export function provenanceOf(data: string, model: string): Provenance {
  const { name, versions } = engineInfo();
  return {
    commit: commitOf(packageFolder()),
    version: JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')).version,
    engine: [name, `tfjs ${versions.tfjs}`, ...(versions.tensorflow ? [`TensorFlow ${versions.tensorflow}`] : [])].join(
      ', ',
    ),
    node: process.version,
    processor: cpus()[0]?.model ?? 'unknown',
    date: new Date().toISOString(),
    data,
    model,
  };
}

/** The commit of a working folder, marked where files differ from it; null outside of a repository, or without git. */
function commitOf(folder: string): string | null {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no', '--', 'lib', 'data') !== '';
    return `${git('rev-parse', 'HEAD')}${changed ? ', changed' : ''}`;
  } catch {
    return null;
  }
}

/** Name of a model's folder and digest of its weights. */
export async function modelName(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const files = readdirSync(folder).filter((file) => file.endsWith('.safetensors'));
  for (const file of files.sort()) for await (const chunk of createReadStream(join(folder, file))) hash.update(chunk);
  return `${basename(folder)}, ${hash.digest('hex').slice(0, 12)}`;
}
