import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '../../lib/cli/main';
import expected from '../parity/fixtures/blip2-captions.json';
import { captureOutput } from './output';

const fixtures = join(__dirname, '..', 'parity', 'fixtures');
const model = join(fixtures, 'blip2-t5-tiny');
const pictures = expected.pictures.map((name) => join(fixtures, 'image-processor', name));
const [greedy] = expected.t5;
let folder: string;
const output = captureOutput();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mivpg-caption-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const caption = (...args: string[]) => main(['caption', '--model', model, '--max-length', '10', ...args]);

describe('mivpg caption', () => {
  test('prints a caption for each picture, as transformers writes it', async () => {
    expect(await caption('--beams', '1', '--json', ...pictures)).toBe(0);
    expect(JSON.parse(output.stdout)).toEqual({
      captions: greedy!.captions.map(({ text }) => text),
      tokens: greedy!.captions.map(({ ids }) => ids),
    });
  });

  test('prints lines for people, with names where there are several pictures', async () => {
    await caption('--beams', '1', pictures[0]!);
    expect(output.stdout).toBe(`${greedy!.captions[0]!.text}\n`);
    output.stdout = '';
    await caption('--beams', '1', pictures[0]!, pictures[1]!);
    expect(output.stdout).toBe(
      greedy!.captions
        .slice(0, 2)
        .map(({ text }, i) => `${pictures[i]}\t${text}\n`)
        .join(''),
    );
  });

  test('gives a bag one caption', async () => {
    await caption('--bag', '--json', '--bfloat16', ...pictures);
    const { captions, tokens } = JSON.parse(output.stdout) as { captions: string[]; tokens: number[][] };
    expect([captions.length, tokens.length]).toEqual([1, 1]);
    expect(tokens[0]!.length).toBeLessThanOrEqual(10);
  });

  test('refuses what it cannot understand, with the help', async () => {
    expect(await caption()).toBe(2);
    expect(output.stderr).toContain('"caption" needs at least one image');
    expect(await caption('--beams', 'many', pictures[0]!)).toBe(2);
    expect(output.stderr).toContain('--beams: found "many", expected a whole number of at least 1');
  });

  test('says which folder is no checkpoint, and which file is no picture', async () => {
    await expect(main(['caption', '--model', folder, pictures[0]!])).rejects.toThrow(`${folder}: found no config.json`);
    const file = join(folder, 'text.jpg');
    writeFileSync(file, 'no picture');
    await expect(caption(file)).rejects.toThrow(file);
    await expect(caption(join(folder, 'missing.jpg'))).rejects.toThrow(/missing\.jpg/);
    expect(output.stdout).toBe('');
  });
});
