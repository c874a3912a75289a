import { join } from 'node:path';
import { AppendFile } from './appendFile';
import { eventRecord, stepEvent, versionEvent } from './eventFile';
import type { EpochRecord } from './validation';

/** How long the files are: what a checkpoint keeps, to cut them back to it. */
export interface LogLengths {
  lines: number;
  events: number;
}

export const LOG_FILE = 'log.jsonl';
/** TensorBoard looks for `tfevents` in names. */
export const EVENT_FILE = 'events.out.tfevents.0.mivpg';

/** A line of the log. */
export type LogLine =
  | { kind: 'start'; step: number; engine: string; time: string }
  | { kind: 'step'; epoch: number; step: number; loss: number; learningRate: number; seconds: number }
  | ({ kind: 'epoch'; seconds: number } & EpochRecord)
  | { kind: 'notice'; text: string };

/** What a run tells of itself, in a file of JSON lines and one for TensorBoard. */
export class TrainingLog {
  private readonly lines: AppendFile;
  private readonly events: AppendFile;

  /** @param lengths what is kept of the files that are there (default: nothing) */
  constructor(folder: string, lengths: LogLengths = { lines: 0, events: 0 }) {
    this.lines = new AppendFile(join(folder, LOG_FILE), lengths.lines);
    this.events = new AppendFile(join(folder, EVENT_FILE), lengths.events);
    if (this.events.length === 0) this.events.append(eventRecord(versionEvent(Date.now() / 1000)));
  }

  get lengths(): LogLengths {
    return { lines: this.lines.length, events: this.events.length };
  }

  write(line: LogLine): void {
    this.lines.append(Buffer.from(`${JSON.stringify(line)}\n`));
    const time = Date.now() / 1000;
    if (line.kind === 'step') {
      const { loss, learningRate, epoch } = line;
      const scalars = { 'train/loss': loss, 'train/learning rate': learningRate, 'train/epoch': epoch };
      this.events.append(eventRecord(stepEvent({ time, step: line.step, scalars })));
    } else if (line.kind === 'epoch') {
      this.events.append(eventRecord(stepEvent({ time, step: line.step, ...summaryOf(line) })));
    }
  }

  sync(): void {
    this.lines.sync();
    this.events.sync();
  }

  close(): void {
    this.lines.close();
    this.events.close();
  }
}

function summaryOf({ loss, score, scores = {}, captions = {} }: EpochRecord) {
  const tagged = (prefix: string, values: Record<string, string | number | undefined>) =>
    Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[`${prefix}/${name}`, value]])),
    );
  return {
    scalars: { ...tagged('epoch', { loss, score }), ...tagged('validation', scores) } as Record<string, number>,
    texts: tagged('captions', captions) as Record<string, string>,
  };
}
