import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelFolder, readSources, writeSources } from '../../lib/study/sources';
import { temporaryFolder, writeFiles } from '../data/fixtures';

describe('the sources of a study', () => {
  it('are none where it names none', () => expect(readSources(temporaryFolder())).toEqual({}));

  it('are read as they were written', () => {
    const folder = temporaryFolder();
    const sources = { data: { slides: '/slides' }, models: { opt: '/opt' }, features: '/cache' };
    writeSources(folder, sources);
    expect(readSources(folder)).toEqual(sources);
    expect(readSources(temporaryFolder(), join(folder, 'sources.json'))).toEqual(sources);
  });

  it.each([
    ['{', 'found no JSON'],
    ['[]', 'the file: found [], expected an object'],
    ['{"date": {}}', 'found date, expected data, models and features'],
    ['{"data": {"slide": "x"}}', 'data: found slide, expected scenes, slides, products, photographs'],
    ['{"models": {"t5": 5}}', "models.t5: found 5, expected a folder's name"],
  ])('are refused where they are wrong: %s', (text, message) => {
    const folder = writeFiles({ 'sources.json': text });
    expect(() => readSources(folder)).toThrow(message);
  });
});

describe('the model of a run', () => {
  it('is to be named at full scale', () => {
    expect(() => modelFolder('t5', 'full')).toThrow('t5, scale full: found no folder of a BLIP-2');
    expect(modelFolder('t5', 'full', { models: { t5: writeFiles({ 'config.json': '{}' }) } })).toBeTruthy();
  });
});
