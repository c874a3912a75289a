import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { crc32c, maskedChecksum } from '../../lib/train/crc32c';
import { EVENT_FILE, LOG_FILE, TrainingLog } from '../../lib/train/trainingLog';

/** The records of an event file, their checksums checked. */
function recordsOf(file: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let at = 0; at < file.length; ) {
    const length = Number(file.readBigUInt64LE(at));
    expect(file.readUInt32LE(at + 8)).toBe(maskedChecksum(file.subarray(at, at + 8)));
    const record = file.subarray(at + 12, at + 12 + length);
    expect(file.readUInt32LE(at + 12 + length)).toBe(maskedChecksum(record));
    records.push(record);
    at += 16 + length;
  }
  return records;
}

type Field = [number: number, value: number | Buffer];

/** The fields of a message, without knowing what it is. */
function fieldsOf(message: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message[at++]!;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  const take = (length: number) => {
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const tag = varint();
    const readers: Record<number, () => number | Buffer> = {
      0: varint,
      1: () => take(8).readDoubleLE(),
      2: () => take(varint()),
      5: () => take(4).readFloatLE(),
    };
    fields.push([Math.floor(tag / 8), readers[tag % 8]!()]);
  }
  return fields;
}

const all = (fields: readonly Field[], number: number) =>
  fields.filter(([one]) => one === number).map(([, value]) => value);

/** Step, and the numbers and texts by tag. */
function eventOf(record: Buffer) {
  const fields = fieldsOf(record);
  const values = all(fieldsOf((all(fields, 5)[0] as Buffer) ?? Buffer.alloc(0)), 1).map((value) => {
    const parts = fieldsOf(value as Buffer);
    const [number] = all(parts, 2);
    const tensor = all(parts, 8)[0] as Buffer | undefined;
    return [`${all(parts, 1)[0]}`, number ?? `${all(fieldsOf(tensor!), 8)[0]}`];
  });
  return { step: all(fields, 2)[0], values: Object.fromEntries(values) };
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mivpg-log-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the log of a run', () => {
  it('has checksums as RFC 3720 gives them', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
    expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
  });

  it('writes lines of JSON, and the events of TensorBoard', () => {
    const log = new TrainingLog(folder);
    log.write({ kind: 'step', epoch: 1, step: 300, loss: 0.5, learningRate: 0.25, seconds: 2 });
    const scores = { CIDEr: 0.75, 'BLEU-4': 0.125 };
    log.write({
      kind: 'epoch',
      epoch: 1,
      step: 301,
      loss: 1.5,
      score: 0.875,
      scores,
      captions: { a: 'Käse.' },
      seconds: 3,
    });
    log.close();
    const lines = readFileSync(join(folder, LOG_FILE), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ step: 300, loss: 0.5 }, { scores }]);
    const [version, step, epoch] = recordsOf(readFileSync(join(folder, EVENT_FILE)));
    expect(fieldsOf(version!)).toEqual([
      [1, expect.closeTo(Date.now() / 1000, -3)],
      [3, Buffer.from('brain.Event:2')],
    ]);
    expect(eventOf(step!)).toEqual({
      step: 300,
      values: { 'train/loss': 0.5, 'train/learning rate': 0.25, 'train/epoch': 1 },
    });
    expect(eventOf(epoch!)).toEqual({
      step: 301,
      values: {
        'epoch/loss': 1.5,
        'epoch/score': 0.875,
        'validation/CIDEr': 0.75,
        'validation/BLEU-4': 0.125,
        'captions/a': 'Käse.',
      },
    });
  });

  it('is cut back to a checkpoint, and goes on', () => {
    const line = (step: number) => ({ kind: 'step', epoch: 1, step, loss: 1, learningRate: 1, seconds: 1 }) as const;
    const first = new TrainingLog(folder);
    first.write(line(1));
    const { lengths } = first;
    first.write(line(2));
    first.close();
    const second = new TrainingLog(folder, lengths);
    second.write(line(3));
    second.sync();
    second.close();
    const steps = readFileSync(join(folder, LOG_FILE), 'utf8').trimEnd().split('\n');
    expect(steps.map((text) => JSON.parse(text).step)).toEqual([1, 3]);
    expect(
      recordsOf(readFileSync(join(folder, EVENT_FILE)))
        .slice(1)
        .map((record) => eventOf(record).step),
    ).toEqual([1, 3]);
  });
});
