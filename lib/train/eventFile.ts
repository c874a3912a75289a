import { bytes, double, float, integer, message } from '../engine/compile/protobuf';
import { maskedChecksum } from './crc32c';

/** The little of TensorBoard's event format (event.proto, summary.proto) that curves and texts need. */

const STRING_TYPE = 7;

/** One record of an event file: length, message, and a checksum of each (TFRecord). */
export function eventRecord(event: Uint8Array): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(event.length));
  return Buffer.concat([length, checksum(length), event, checksum(event)]);
}

function checksum(data: Uint8Array): Buffer {
  const four = Buffer.alloc(4);
  four.writeUInt32LE(maskedChecksum(data));
  return four;
}

/** What every event file begins with. @param time in seconds */
export const versionEvent = (time: number): Buffer => Buffer.concat([double(1, time), bytes(3, 'brain.Event:2')]);

export interface StepEvent {
  /** In seconds. */
  time: number;
  step: number;
  scalars?: Readonly<Record<string, number>>;
  texts?: Readonly<Record<string, string>>;
}

/** Numbers and texts of a step, by tag. */
export function stepEvent({ time, step, scalars = {}, texts = {} }: StepEvent): Buffer {
  const values = [
    ...Object.entries(scalars).map(([tag, value]) => message(1, bytes(1, tag), float(2, value))),
    ...Object.entries(texts).map(([tag, text]) => message(1, bytes(1, tag), textTensor(text), textMetadata)),
  ];
  return Buffer.concat([double(1, time), integer(2, step), message(5, ...values)]);
}

const textTensor = (text: string) =>
  message(8, integer(1, STRING_TYPE), message(2, message(2, integer(1, 1))), bytes(8, text));

/** Says that the tensor is for the plugin `text`. */
const textMetadata = message(9, message(1, bytes(1, 'text')));
