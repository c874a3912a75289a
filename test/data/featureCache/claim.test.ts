import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { Claim } from '../../../lib/data/featureCache/claim';
import { temporaryFolder } from '../fixtures';

const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;
const elevenMinutesAgo = () => new Date(Date.now() - 11 * 60_000);

describe('Claim', () => {
  it('is held by one at a time, until it is released', () => {
    const path = join(temporaryFolder(), 'work');
    const claim = Claim.take(path);
    expect(Claim.take(path)).toBeUndefined();
    claim!.release();
    expect(Claim.take(path)).toBeDefined();
    expect(readdirSync(join(path, '..'))).toEqual(['work']);
  });

  it('is renewed now and then, and never fails at it', () => {
    const path = join(temporaryFolder(), 'work');
    const claim = Claim.take(path)!;
    utimesSync(path, elevenMinutesAgo(), elevenMinutesAgo());
    claim.renew();
    expect(statSync(path).mtimeMs).toBeLessThan(Date.now() - 10 * 60_000);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 6_000 });
    claim.renew();
    vi.useRealTimers();
    expect(statSync(path).mtimeMs).toBeGreaterThan(Date.now() - 60_000);
    claim.release();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 20_000 });
    claim.renew();
    vi.useRealTimers();
    expect(existsSync(path)).toBe(false);
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
