import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '../../lib/cli/main';
import { openMeteor, parsePredictions } from '../../lib/metrics';
import { loadCorpus } from '../parity/metrics';
import { captureOutput } from './output';

const corpus = loadCorpus('scene');
const metrics = 'BLEU-1,BLEU-4,ROUGE-L,CIDEr';
let folder: string;
const output = captureOutput();

const file = (name: string) => join(folder, name);
const write = (name: string, content: unknown) => {
  writeFileSync(file(name), typeof content === 'string' ? content : JSON.stringify(content));
  return file(name);
};
const score = (...args: string[]) => main(['score', '--references', file('references'), ...args]);
const scorePredictions = (...args: string[]) => score('--predictions', file('predictions'), ...args);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mivpg-score-'));
  const { images } = corpus;
  const annotations = images.flatMap(({ id, references }) => references.map((caption) => ({ image_id: id, caption })));
  write('references', { images: images.map(({ id }) => ({ id })), annotations });
  const predictions = images.map(({ id, prediction }) => ({ image_id: id, caption: prediction }));
  write('predictions', predictions);
  write('worse', Object.fromEntries(images.map(({ id, prediction }) => [id, prediction.slice(0, 20)])));
  write('fewer', predictions.slice(1));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('mivpg score', () => {
  test('prints a table of scores with intervals', async () => {
    expect(await scorePredictions('--metrics', metrics)).toBe(0);
    expect(output.stdout).toMatch(/^200 images$/m);
    expect(output.stdout).toMatch(/^metric +predictions +95 % interval$/m);
    const [, value, low, high] = output.stdout.match(/^CIDEr +(\S+) +(\S+) to (\S+)$/m)!.map(Number);
    expect(value).toBeCloseTo(corpus.corpus_scores.CIDEr!, 3);
    expect(low).toBeLessThan(value!);
    expect(high).toBeGreaterThan(value!);
    expect(output.stderr).toBe('');
  });

  test('computes all metrics by default, and says when METEOR lacks its table', async () => {
    expect(await scorePredictions()).toBe(0);
    const names = [...output.stdout.matchAll(/^(\S+(?: \(no paraphrase\))?) +0?\d\.\d{3} /gm)].map(([, name]) => name);
    const meteor = openMeteor().label;
    expect(names).toEqual(['BLEU-1', 'BLEU-2', 'BLEU-3', 'BLEU-4', meteor, 'ROUGE-L', 'CIDEr']);
    expect(output.stdout.includes('`npx mivpg setup` brings it')).toBe(meteor !== 'METEOR');
  });

  test('prints one JSON object, and nothing else', async () => {
    expect(await scorePredictions('--metrics', 'bleu-1, CIDEr', '--json')).toBe(0);
    const { scores, perImage, ...rest } = JSON.parse(output.stdout);
    expect(rest).toEqual({});
    expect(Object.keys(scores)).toEqual(['BLEU-1', 'CIDEr']);
    expect(scores['BLEU-1']).toBeCloseTo(corpus.corpus_scores.Bleu_1!, 9);
    expect(Object.keys(perImage)).toEqual(corpus.images.map(({ id }) => id));
    expect(perImage['scene-0']).toEqual({ 'BLEU-1': expect.any(Number), CIDEr: expect.any(Number) });
  });

  test('compares two systems on the same images', async () => {
    const compare = ['--metrics', metrics, '--compare', file('worse')];
    expect(await scorePredictions(...compare)).toBe(0);
    expect(output.stdout).toMatch(/^metric +predictions +95 % interval +worse$/m);
    expect(output.stdout).toMatch(/^CIDEr +\+\d\.\d{3} +\+\d\.\d{3} to \+\d\.\d{3} +0\.001$/m);
    output.stdout = '';
    await scorePredictions(...compare, '--json');
    const { scores, compared } = JSON.parse(output.stdout);
    const { difference, interval, p } = compared.tests.CIDEr;
    expect(difference).toBeCloseTo(scores.CIDEr - compared.scores.CIDEr, 9);
    expect(interval.low).toBeGreaterThan(0);
    expect(p).toBe(1 / 1001);
  });

  test('tells what training captions alone are worth', async () => {
    const train = ['--metrics', metrics, '--train', file('references')];
    expect(await scorePredictions(...train)).toBe(0);
    expect(output.stdout).toMatch(/^metric .* most common +consensus$/m);
    expect(output.stdout).toMatch(/^in the training captions word by word +\d+\.\d %$/m);
    output.stdout = '';
    await scorePredictions(...train, '--json');
    const { variety, blind } = JSON.parse(output.stdout);
    expect(variety).toMatchObject({ captions: 200, inTraining: expect.any(Number) });
    expect(blind.consensus.CIDEr).toBeGreaterThan(0);
    expect(Object.keys(blind)).toEqual(['most common', 'consensus']);
  });

  test('writes the scores of each image, and leaves nothing half done', async () => {
    expect(await scorePredictions('--metrics', 'CIDEr', '--per-image', file('scores.csv'), '--json')).toBe(0);
    const lines = readFileSync(file('scores.csv'), 'utf8').trimEnd().split('\n');
    expect(lines[0]).toBe('image_id,CIDEr');
    expect(lines).toHaveLength(201);
    expect(lines[1]).toBe(`scene-0,${JSON.parse(output.stdout).perImage['scene-0'].CIDEr}`);
    expect(existsSync(file('scores.csv.part'))).toBe(false);
  });

  test('keeps ids apart from object properties and CSV syntax', async () => {
    const captions = { '["__proto__", "a"]': 'a dog', constructor: 'a "red" bus', 'x,"1"\ny': 'two cats' };
    const text = JSON.stringify(captions).replace('"[\\"__proto__\\", \\"a\\"]"', '"__proto__"');
    const path = write('odd', text);
    const args = ['--references', path, '--predictions', path, '--metrics', 'ROUGE-L', '--per-image', file('odd.csv')];
    expect(await main(['score', ...args, '--json'])).toBe(0);
    const { perImage } = JSON.parse(output.stdout);
    expect(Object.keys(perImage)).toEqual(['__proto__', 'constructor', 'x,"1"\ny']);
    expect(Object.getPrototypeOf(perImage)).toBe(Object.prototype);
    const csv = readFileSync(file('odd.csv'), 'utf8').replace('ROUGE-L', 'caption');
    expect([...parsePredictions(csv).keys()]).toEqual(Object.keys(perImage));
  });

  test('can leave out images without a prediction', async () => {
    const fewer = ['--predictions', file('fewer'), '--metrics', metrics];
    expect(await score(...fewer, '--predicted-only')).toBe(0);
    expect(output.stdout).toMatch(/^199 images$/m);
    await expect(score(...fewer)).rejects.toThrow(
      `${file('fewer')} against ${file('references')}: Found no prediction for image "scene-0"`,
    );
  });

  test.each([
    [['--predictions', 'p', '--metrics', 'SPICE'], 'Unknown metric "SPICE", expected some of BLEU-1'],
    [['--predictions', 'p', '--metrics', ''], 'Unknown metric ""'],
    [[], '"score" needs --predictions'],
    [['--predictions', 'p', 'more'], '"score" takes no arguments, found: more'],
  ])('%o is a command line that cannot be understood', async (args, message) => {
    expect(await score(...args)).toBe(2);
    expect(output.stderr).toContain(message);
    expect(output.stderr).toContain('Usage: mivpg score --references <file> --predictions <file> [options]');
    expect(output.stdout).toBe('');
  });

  test('names the file that is wrong', async () => {
    const args = ['--metrics', 'CIDEr', '--predictions'];
    await expect(score(...args, file('none'))).rejects.toThrow(`${file('none')}: no such file or directory`);
    await expect(score(...args, write('broken', '[1,'))).rejects.toThrow(`${file('broken')}: line 1, column 4: `);
    const unknown = write('unknown', 'image_id,caption\n77,a dog\n');
    await expect(score(...args, unknown)).rejects.toThrow(`${unknown} against ${file('references')}: Found no `);
    const where = join(folder, 'none', 'out.csv');
    await expect(scorePredictions('--metrics', 'CIDEr', '--per-image', where)).rejects.toThrow(
      `${where}: no such file`,
    );
    expect(output.stdout).toBe('');
  });
});
