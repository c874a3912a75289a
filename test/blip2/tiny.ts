import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Blip2, type Blip2Options, tf, tidy } from '../../lib';
import { loadReference } from '../parity/reference';

export const kinds = ['t5', 'opt'] as const;
export type Kind = (typeof kinds)[number];

export const folderOf = (kind: Kind) => join(__dirname, '..', 'parity', 'fixtures', `blip2-${kind}-tiny`);

export const readReferenceJson = <T>(kind: Kind, file: string): T =>
  JSON.parse(readFileSync(join(folderOf(kind), file), 'utf8')) as T;

export interface TinyBlip2 {
  blip2: Blip2;
  /** Inputs of Hugging Face's model, and what it answered. */
  io: Record<string, tf.Tensor>;
  /** The patches of the reference's two images, as the vision model gives them. */
  instances: tf.Tensor3D;
  dispose(): void;
}

/** Hugging Face's reference checkpoint with its inputs. */
export async function loadTiny(kind: Kind, options: Blip2Options = {}): Promise<TinyBlip2> {
  const blip2 = await Blip2.fromPretrained(folderOf(kind), options);
  const { tensors: io } = loadReference(`blip2-${kind}-tiny/io`);
  const instances = tidy(() => blip2.vision.forward(io.pixel_values as tf.Tensor4D).lastHiddenState);
  const dispose = () => {
    blip2.dispose();
    tf.dispose([io, instances]);
  };
  return { blip2, io, instances, dispose };
}
