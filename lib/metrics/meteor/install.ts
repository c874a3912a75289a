import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Unavailable } from '../../engine/install';
import { withLock } from '../../engine/install/lock';
import { checkPip, downloadWheel, extract, type FetchOptions, fillFolder } from '../../engine/install/pip';
import { convertParaphrases } from './convertParaphrases';
import { hasParaphrases, meteorCache, paraphraseFile } from './files';

/** The package with METEOR's paraphrase table, which METEOR's licence (LGPL) keeps out of ours. */
const wheel = {
  name: 'pycocoevalcap',
  version: '1.2',
  sha256: '083ed7910f1aec000b0a237ef6665f74edf19954204d0b1cbdb8399ed132228d',
};
const megabytes = 104;
const table = 'pycocoevalcap/meteor/data/paraphrase-en.gz';

/** How set-up of the paraphrase table can be followed and stopped. */
export interface MeteorInstallOptions {
  /** Told what happens, a line at a time. */
  report?: (line: string) => void;
  signal?: AbortSignal;
}

/** Whether METEOR's paraphrase table is in the cache. */
export function isMeteorInstalled(): boolean {
  return hasParaphrases();
}

/**
 * Downloads METEOR's paraphrase table and converts it to the file that is searched as it lies: one copy a user, in the
 * cache. Does nothing if it is there; may be interrupted and run again.
 * @throws Unavailable, in one line with the fix, without Python, pip or network
 */
export async function installMeteor({ report = () => {}, signal }: MeteorInstallOptions = {}): Promise<void> {
  if (isMeteorInstalled()) return;
  const folder = meteorCache();
  mkdirSync(dirname(folder), { recursive: true });
  const onWait = (holder: string) => report(`waiting for the set-up of process ${holder}`);
  await withLock(`${folder}.lock`, () => fill(folder, { report, signal }), { signal, onWait });
}

function fill(folder: string, options: FetchOptions): Promise<void> {
  // A folder whose file was deleted is no copy.
  if (!isMeteorInstalled()) rmSync(folder, { recursive: true, force: true });
  return fillFolder(folder, async (staging) => {
    const download = join(staging, 'download');
    mkdirSync(download);
    await checkPip("METEOR's paraphrases", options);
    await downloadWheel(wheel, download, { title: "METEOR's paraphrases", megabytes }, options);
    const file = join(download, `${wheel.name}-${wheel.version}-py3-none-any.whl`);
    const failure = await extract(file, download, [table], options.signal);
    if (failure) throw new Unavailable(`METEOR's paraphrases could not be unpacked (${failure}): they take 220 MB`);
    options.report('converting the paraphrases');
    await convertParaphrases(join(download, table), join(staging, paraphraseFile), options.signal);
    rmSync(download, { recursive: true });
  });
}
