import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runId } from '../../lib/study/spec';
import { readResult, readSpec, runFolder, stateOf, writeResult, writeSpec } from '../../lib/study/store';
import { fakeResult, fakeSpec } from './fakes';

const spec = fakeSpec();
const id = runId(spec);
const result = fakeResult(spec);
let study: string;
const file = (name: string) => join(runFolder(study, id), name);

beforeEach(() => {
  study = mkdtempSync(join(tmpdir(), 'mivpg-study-'));
});
afterEach(() => rmSync(study, { recursive: true, force: true }));

describe('the folder of runs', () => {
  it('names a run by its spec, and is finished with a result', () => {
    expect(stateOf(spec, study)).toEqual({ state: 'open' });
    expect(writeSpec(study, spec)).toBe(join(study, 'runs', id));
    expect(readSpec(study, id)).toEqual(spec);
    expect(stateOf(spec, study)).toEqual({ state: 'begun' });
    writeResult(study, result);
    expect(stateOf(spec, study)).toEqual({ state: 'finished', result, shipped: false });
    expect(readdirSync(runFolder(study, id)).sort()).toEqual(['result.json', 'spec.json']);
  });

  it('takes a result of its own before one that came along', () => {
    const shipped = new Map([[id, fakeResult(spec, 0.1)]]);
    expect(stateOf(spec, study, shipped)).toMatchObject({ state: 'finished', shipped: true });
    writeResult(study, result);
    expect(stateOf(spec, study, shipped)).toEqual({ state: 'finished', result, shipped: false });
  });

  it.each([
    ['cut off', JSON.stringify(result).slice(0, -20), /result\.json: found no whole JSON text/],
    ['empty', '', /found no whole JSON text/],
    ['a list', '[]', /found list, expected a run's result/],
    [
      'without captions',
      JSON.stringify({ ...result, captions: undefined }),
      'found nothing as captions, expected object',
    ],
    ['without a number', JSON.stringify({ ...result, scores: { CIDEr: null } }), 'found null as the score CIDEr'],
    ['of another run', JSON.stringify(fakeResult(fakeSpec({ seed: 2 }))), /expected that of [0-9a-f]{16}/],
  ])('does not count a result that is %s as finished', (_, text, message) => {
    writeSpec(study, spec);
    writeFileSync(file('result.json'), text);
    const found = stateOf(spec, study, new Map([[id, result]]));
    expect(found).toMatchObject({ state: 'damaged', fault: { kind: 'damaged-result', where: file('result.json') } });
    expect(() => readResult(study, id)).toThrow(message);
  });

  it('refuses results of another version', () => {
    writeSpec(study, spec);
    writeFileSync(file('result.json'), JSON.stringify({ ...result, spec: { ...spec, version: 2 } }));
    expect(() => stateOf(spec, study)).toThrow(
      /result\.json: found a run of version 2, expected 1: its numbers do not/,
    );
  });

  it('refuses a spec that was edited by hand, whether or not there is a result', () => {
    writeSpec(study, spec);
    writeFileSync(file('spec.json'), readFileSync(file('spec.json'), 'utf8').replace('"size": 100', '"size": 50'));
    expect(() => stateOf(spec, study)).toThrow(
      /spec\.json: found a spec whose id is [0-9a-f]{16}, expected .* by hand/,
    );
    writeFileSync(file('result.json'), JSON.stringify({ ...result, spec: { ...spec, size: 50 } }));
    expect(() => stateOf(spec, study)).toThrow(/result\.json, spec: found a spec whose id is/);
    expect(() => readSpec(study, '0123456789abcdef')).toThrow(/spec\.json: found no whole JSON/);
  });

  it('keeps the spec that is there', () => {
    writeSpec(study, spec);
    writeFileSync(file('spec.json'), `${readFileSync(file('spec.json'), 'utf8')}\n`);
    writeSpec(study, spec);
    expect(readFileSync(file('spec.json'), 'utf8')).toMatch(/\n\n$/);
    expect(existsSync(file('result.json'))).toBe(false);
  });
});
