import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parsePredictions, parseReferences, readPredictions, readReferences } from '../../../lib/metrics/files';

const references = new Map([
  ['42', ['a dog runs', 'the dog, running']],
  ['x-7', ['two "cats"\nasleep']],
]);
const predictions = new Map([
  ['42', 'a dog'],
  ['x-7', 'cats, asleep'],
]);

describe('references', () => {
  const annotations = [
    { id: 1, image_id: 42, caption: 'a dog runs' },
    { id: 2, image_id: 'x-7', caption: 'two "cats"\nasleep' },
    { id: 3, image_id: 42, caption: 'the dog, running' },
  ];
  const csv = 'id,image_id,caption\r\n1,42,a dog runs\r\n2,x-7,"two ""cats""\r\nasleep"\r\n3,42,"the dog, running"\r\n';
  const formats = {
    'COCO annotations': JSON.stringify({ info: {}, images: [{ id: 42 }, { id: 'x-7' }], annotations }, null, 2),
    'a list of annotations': JSON.stringify(annotations),
    'JSON by id': JSON.stringify({ 42: references.get('42'), 'x-7': 'two "cats"\nasleep' }),
    'JSON lines': annotations.map((row) => `${JSON.stringify(row)}\r\n`).join('\n'),
    'JSON lines with lists': [...references].map(([image, caption]) => JSON.stringify({ image, caption })).join('\n'),
    CSV: csv,
    'CSV with a byte order mark': `\ufeff${csv}`,
    'CSV with semicolons': 'image_id;text\n42;a dog runs\nx-7;"two ""cats""\nasleep"\n\n42;the dog, running',
    'CSV with tabs': 'image\tcaption\n42\ta dog runs\nx-7\t"two ""cats""\nasleep"\n42\tthe dog, running\n',
  };

  test.each(Object.entries(formats))('are read from %s', (_, text) => {
    expect(parseReferences(text.replace('\ufeff', ''))).toEqual(references);
  });

  test('keep ids that are names of object properties', () => {
    const text = '{"__proto__": ["a dog"], "constructor": ["a cat"], "toString": ["a cow"]}';
    expect([...parseReferences(text).keys()]).toEqual(['__proto__', 'constructor', 'toString']);
    expect(parseReferences('image_id,caption\n__proto__,a dog').get('__proto__')).toEqual(['a dog']);
    expect(({} as Record<string, unknown>)['0']).toBeUndefined();
  });

  test('keep captions as they are: empty, of 1 MB, with NUL, with half of a surrogate pair', () => {
    const odd = ['', 'dog '.repeat(250_000), 'a\u0000b', 'half \ud83d'];
    expect(parseReferences(JSON.stringify({ 1: odd })).get('1')).toEqual(odd);
  });
});

describe('predictions', () => {
  test.each([
    ['COCO results', '[{"image_id": 42, "caption": "a dog"}, {"image_id": "x-7", "caption": "cats, asleep"}]'],
    ['JSON by id', '{"42": "a dog", "x-7": ["cats, asleep"]}'],
    ['JSON lines', '{"id": 42, "text": "a dog"}\n\n{"id": "x-7", "text": "cats, asleep"}'],
    ['one line of JSON lines', '{"image_id": 42, "caption": "a dog"}', new Map([['42', 'a dog']])],
    ['CSV', '"image_id",caption\n42,a dog\nx-7,"cats, asleep"'],
  ])('are read from %s', (_, text, expected = predictions) => {
    expect(parsePredictions(text)).toEqual(expected);
  });

  test('survive being written and read, whatever they are', () => {
    const text = fc.string({ unit: 'grapheme' });
    const captions = fc.array(
      fc.tuple(
        text.filter((id) => id !== ''),
        text,
      ),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(captions, (entries) => {
        const map = new Map(entries);
        const rows = [...map].map(([image_id, caption]) => ({ image_id, caption }));
        expect(parsePredictions(JSON.stringify(rows))).toEqual(map);
        expect(parsePredictions(JSON.stringify(Object.fromEntries(map)))).toEqual(map);
        expect(parsePredictions(rows.map((row) => JSON.stringify(row)).join('\n'))).toEqual(map);
      }),
    );
  });

  test('of a million images are read', () => {
    const lines = Array.from({ length: 1_000_000 }, (_, i) => `${i},a dog\n`);
    expect(parsePredictions(`image_id,caption\n${lines.join('')}`).size).toBe(1_000_000);
  });
});

describe('errors say the place, what was found and what was expected', () => {
  const fields = 'an image id (image_id, image, id, item_id) and a caption (caption, text)';
  test.each([
    ['', 'the file is empty, expected captions as JSON, JSON lines or CSV'],
    [' \n', 'the file is empty, expected captions as JSON, JSON lines or CSV'],
    ['[]', 'the file has no captions, expected at least one'],
    ['{}', 'the file has no captions, expected at least one'],
    ['image_id,caption\n', 'the file has no captions, expected at least one'],
    ['[\n  {"image_id": 1, "caption": "a"},\n  {"image_id": 2 "caption": "b"}\n]', 'line 3, column 18: invalid JSON'],
    ['{"1": "a dog"', 'line 1, column 14: invalid JSON, Expected'],
    ['{"1": nil}', 'line 1, column 7: invalid JSON, Unexpected token'],
    ['{"1": "a\u0000"}', 'line 1, column 9: invalid JSON, Bad control character in string literal'],
    ['{"id": 1, "text": "a"}\n{"id": 2, "text": }', 'line 2, column 19: invalid JSON'],
    ['{"1": "a",\n "2": "b",\n "1": "c"}', 'line 3, column 2: image "1" is there twice'],
    ['{"images": [{"id": 1}], "annotations": 3}', 'annotations: found 3, expected a list'],
    [
      '{"images": [{"id": 1}, {"id": 2}], "annotations": [{"image_id": 1, "caption": ""}]}',
      'image "2" has no annotation',
    ],
    ['[{"image_id": 1, "caption": "a"}, 5]', `entry 2: found 5, expected an object with ${fields}`],
    ['[{"image_id": 1, "captoin": "a"}]', `entry 1: found the fields "image_id", "captoin", expected ${fields}`],
    ['[{"image_id": 1.5, "caption": "a"}]', 'entry 1: found 1.5 as image id, expected text or a whole number'],
    ['[{"image_id": null, "caption": "a"}]', 'entry 1: found null as image id, expected text or a whole number'],
    ['[{"image_id": 90071992547409930, "caption": "a"}]', 'entry 1: found 90071992547409940 as image id'],
    ['[{"image_id": 1, "caption": null}]', 'entry 1: found null, expected a caption (text)'],
    ['{"1": "a", "2": 7}', 'image "2": found 7, expected a caption (text)'],
    ['{"1": [["a"]]}', 'image "1", caption 1: found a list of 1, expected a caption (text)'],
    ['{"1": [{"caption": "a"}]}', 'image "1", caption 1: found an object with the field "caption"'],
    ['{"1": []}', 'image "1" has no caption, expected at least one'],
    ['picture,sentence\n1,a', `line 1: found the fields "picture", "sentence" in the CSV header, expected ${fields}`],
    ['1,a dog\n2,a cat', `line 1: found the fields "1", "a dog" in the CSV header, expected ${fields}`],
    ['image_id,caption\n1,a dog, running', 'line 2: found 3 fields, expected 2 as in the header'],
    ['image_id,caption\n1,"a\ndog"\n2', 'line 4: found 1 fields, expected 2 as in the header'],
    ['image_id,caption\n\n1,a\n2,"a dog\n3,a cat\n', 'line 4: Quoted field unterminated'],
    ['image_id,caption\n1,"a" dog\n', 'line 2: Trailing quote on quoted field is malformed'],
    ['image_id,caption\n,a dog\n', 'line 2: found the text "" as image id'],
  ])('%j', (text, message) => {
    expect(() => parseReferences(text)).toThrow(message);
    expect(() => parsePredictions(text)).toThrow(message);
  });

  test.each([
    [
      '[{"image_id": 1, "caption": "a"}, {"image_id": "1", "caption": "b"}]',
      'entry 2: image "1" has a prediction already',
    ],
    ['id,caption\n1,"a\ndog"\n1,b', 'line 4: image "1" has a prediction already'],
    ['{"7": ["a", "b"]}', 'image "7": found 2 captions, expected one prediction'],
  ])('predictions %j', (text, message) => {
    expect(() => parsePredictions(text)).toThrow(message);
  });

  test('and nothing hangs on deep nesting', () => {
    const deep = 1_000_000;
    expect(() => parseReferences('['.repeat(deep))).toThrow('line 1, column 1000001: invalid JSON');
    expect(() => parseReferences(`${'['.repeat(deep)}x`)).toThrow('invalid JSON');
    expect(() => parseReferences(`{"1": ${'['.repeat(deep)}${']'.repeat(deep)}}`)).toThrow('expected a caption');
  });
});

describe('a file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mivpg-captions-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('may begin with a byte order mark', () => {
    const path = join(folder, 'captions');
    writeFileSync(path, '\ufeff{"1": "a dog"}');
    expect(readPredictions(path)).toEqual(new Map([['1', 'a dog']]));
    expect(readReferences(path)).toEqual(new Map([['1', ['a dog']]]));
  });

  test('is named by its errors', () => {
    const path = join(folder, 'captions.csv');
    expect(() => readReferences(path)).toThrow(`${path}: no such file or directory`);
    expect(() => readReferences(folder)).toThrow(`${folder}: illegal operation on a directory`);
    writeFileSync(path, 'image_id,caption\n1,a dog\n2,caf\xe9\n', 'latin1');
    expect(() => readReferences(path)).toThrow(`${path}: line 3: found bytes that are not UTF-8`);
    writeFileSync(path, '[1');
    expect(() => readPredictions(path)).toThrow(`${path}: line 1, column 3: invalid JSON`);
  });
});
