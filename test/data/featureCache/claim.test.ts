import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Claim } from '../../../lib/data/featureCache/claim';
import { temporaryFolder } from '../fixtures';

const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;
const elevenMinutesAgo = () => new Date(Date.now() - 11 * 60_000);

describe('Claim', () => {
  it('is held by one at a time, until it is released', () => {
    const path = join(temporaryFolder(), 'work');
    const claim = Claim.take(path);
    expect(Claim.take(path)).toBeUndefined();
    claim!.renew();
    claim!.release();
    expect(Claim.take(path)).toBeDefined();
    expect(readdirSync(join(path, '..'))).toEqual(['work']);
  });

  it('passes on when its process is gone, or has not renewed it for long', () => {
    const path = join(temporaryFolder(), 'work');
    writeFileSync(path, `${deadPid()} ${hostname()}`);
    expect(Claim.take(path)).toBeDefined();
    writeFileSync(path, `${deadPid()} another-host`);
    expect(Claim.take(path)).toBeUndefined();
    utimesSync(path, elevenMinutesAgo(), elevenMinutesAgo());
    const claim = Claim.take(path);
    expect(claim).toBeDefined();
    claim!.release();
    expect(existsSync(path)).toBe(false);
  });
});
