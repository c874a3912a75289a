import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Workshop } from '../../lib/pretrain/workshop';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function open() {
  const folder = mkdtempSync(join(tmpdir(), 'workshop-'));
  folders.push(folder);
  return { folder, shop: new Workshop(folder) };
}

describe('Workshop', () => {
  it('makes a stage once for the same settings, and again for others', async () => {
    const { shop } = open();
    let made = 0;
    const stage = (from: object) =>
      shop.stage('one', { from }, (to) => {
        made++;
        writeFileSync(join(to, 'made.txt'), String(made));
        return { loss: made };
      });
    expect((await stage({ epochs: 1 })).log).toEqual({ loss: 1 });
    expect((await stage({ epochs: 1 })).log).toEqual({ loss: 1 });
    expect((await stage({ epochs: 2 })).log).toEqual({ loss: 2 });
  });

  it('makes a stage again when one that it reads has changed', async () => {
    const { shop } = open();
    const made: number[] = [];
    for (const epochs of [1, 1, 2]) {
      const first = await shop.stage('first', { from: { epochs } }, () => undefined);
      await shop.stage('second', { from: {}, needs: [first] }, () => {
        made.push(epochs);
      });
    }
    expect(made).toEqual([1, 2]);
  });

  it('begins a stage anew that was stopped midway', async () => {
    const { folder, shop } = open();
    const stopped = shop.stage('one', { from: {} }, (to) => {
      writeFileSync(join(to, 'half.txt'), '');
      throw new Error('stopped');
    });
    await expect(stopped).rejects.toThrow('stopped');
    expect(existsSync(join(folder, 'one'))).toBe(false);
    const { folder: made } = await shop.stage('one', { from: {} }, () => undefined);
    expect(existsSync(join(made, 'half.txt'))).toBe(false);
  });
});
