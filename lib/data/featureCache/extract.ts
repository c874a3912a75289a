import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { SavedFloatType } from '../../checkpoint';
import { checkCount } from '../../nn';
import { prefetch } from '../prefetch';
import { allSamples, type Dataset, type Sample, type SampleImage } from '../sample';
import { Claim } from './claim';
import { encodeRows } from './encodeRows';
import { Features } from './features';
import { type LoadedImage, loadImage } from './loadImage';
import type { FeatureModel } from './model';
import { type Row, writeShard } from './shard';
import { defaultFeatureCache, digest, type FeatureOutput, rowBytes, rowShape, SpaceFolder } from './space';
import { FeatureStore } from './store';
import { Unit } from './unit';

/** How far an extraction is. */
export interface ExtractionProgress {
  /** Images whose features are there, and all of them. */
  done: number;
  total: number;
  /** Images that were computed by this process. */
  computed: number;
  /** Of those computed, since the extraction began. */
  imagesPerSecond: number;
  /** Time left at that rate; undefined before it is known. */
  secondsLeft?: number;
}

/** What is extracted, in which steps, and where to. */
export interface ExtractOptions {
  /** What is kept of an image (default `tokens`). */
  output?: FeatureOutput;
  /** How numbers are kept (default F32). @throws later if a feature is too large for F16 */
  dtype?: SavedFloatType;
  /** Images encoded at a time (default 8). */
  batchSize?: number;
  /** Images read and decoded ahead of the model (default 3 batches). */
  ahead?: number;
  /** Images computed between two writes, which a killed process loses at most (default 256, or as many as fill 64 MiB). */
  unitSize?: number;
  /** Folder of the cache. Default: the user's. */
  cache?: string;
  /** Only one of so many parts of the images, counted from 0, each of about the same size (default: all images). */
  shard?: { index: number; count: number };
  /** Stops the extraction; what is written stays. */
  signal?: AbortSignal;
  /** Told after each batch, and when the work begins. */
  onProgress?: (progress: ExtractionProgress) => void;
}

const MOST_IMAGES = 256;
const MOST_BYTES = 64 * 2 ** 20;
const WAIT_MILLISECONDS = 200;

/**
 * Makes sure that the features of all images of a data set, or of samples, are in the cache, and returns them to be read. Only what is not
 * there is computed, decoding while the model computes. It may be killed at any moment and run again, and several
 * processes may work on the same cache: they share the work.
 * @throws DataError that names an image that cannot be read or decoded; what was computed before stays
 */
export async function extractFeatures<Picture>(
  model: FeatureModel<Picture>,
  data: Iterable<Sample> | Pick<Dataset, 'splits'>,
  options: ExtractOptions = {},
): Promise<Features> {
  const samples = 'splits' in data ? allSamples(data) : data;
  const extraction = new Extraction(model, options);
  return extraction.run([...new Set([...samples].flatMap(({ images }) => images))]);
}

/** A unit that this process is at. */
interface Work {
  unit: Unit;
  claim: Claim;
  hashes: string[];
  rows: Map<string, Row>;
}

class Extraction<Picture> {
  private readonly space: SpaceFolder;
  private readonly store: FeatureStore;
  private readonly batchSize: number;
  private readonly hashes = new Map<SampleImage, string>();
  private readonly claims = new Set<Claim>();
  private total = 0;
  private computed = 0;
  /** When the first image was read that had to be. */
  private start?: number;

  constructor(
    private readonly model: FeatureModel<Picture>,
    private readonly options: ExtractOptions,
  ) {
    const { output = 'tokens', dtype = 'F32', cache = defaultFeatureCache(), batchSize = 8 } = options;
    checkCount('batchSize', batchSize);
    const { id, preprocessing, width, tokens } = model;
    this.batchSize = batchSize;
    this.space = new SpaceFolder(cache, { model: id, preprocessing, output, dtype, tokens, width });
    this.space.use();
    this.store = new FeatureStore(this.space);
  }

  async run(images: readonly SampleImage[]): Promise<Features> {
    let units = this.unitsOf(images);
    this.total = units.reduce((sum, unit) => sum + unit.images.length, 0);
    try {
      while (units.length > 0) {
        units = await this.pass(units);
        // Others are at the rest: look again in a moment.
        if (units.length > 0) await sleep(WAIT_MILLISECONDS, undefined, { signal: this.options.signal });
      }
    } finally {
      for (const claim of this.claims) claim.release();
    }
    return new Features(this.store, this.hashes, { computed: this.computed, reused: this.total - this.computed });
  }

  private unitsOf(images: readonly SampleImage[]): Unit[] {
    const fitting = Math.max(1, Math.floor(MOST_BYTES / rowBytes(this.space.space)));
    const { unitSize = Math.min(MOST_IMAGES, fitting) } = this.options;
    checkCount('unitSize', unitSize);
    const starts = Array.from({ length: Math.ceil(images.length / unitSize) }, (_, i) => i * unitSize);
    const { index, count } = checkShard(this.options.shard);
    const own = starts.filter((_, i) => i % count === index);
    return own.map((start) => new Unit(images.slice(start, start + unitSize), this.space.cache));
  }

  /** Does each unit that nobody else is at. @returns the others */
  private async pass(units: readonly Unit[]): Promise<Unit[]> {
    const { ahead = 3 * this.batchSize, signal } = this.options;
    const postponed: Unit[] = [];
    const load = ({ work, image, place }: { work: Work; image: SampleImage; place: number }) =>
      loadImage(image, this.model, this.store).then((loaded) => ({ ...loaded, work, place }));
    let batch: LoadedImage<Picture>[] = [];
    for await (const { work, place, ...loaded } of prefetch(this.imagesOf(units, postponed), load, { ahead })) {
      signal?.throwIfAborted();
      work.hashes[place] = loaded.hash;
      if (this.isWanted(loaded, batch, work)) batch.push(loaded);
      const isLast = place === work.unit.images.length - 1;
      if (batch.length < this.batchSize && !isLast) continue;
      await this.compute(batch, work);
      batch = [];
      if (isLast) this.finish(work);
    }
    return postponed;
  }

  /** Whether an image is to be computed: it may have been since it was read, or come twice. */
  private isWanted(
    { picture, hash }: LoadedImage<Picture>,
    batch: readonly LoadedImage<Picture>[],
    { rows }: Work,
  ): boolean {
    return (
      picture !== undefined && !this.store.has(hash) && !rows.has(hash) && !batch.some((image) => image.hash === hash)
    );
  }

  /** The images of units, claimed as their turn comes. */
  private *imagesOf(units: readonly Unit[], postponed: Unit[]) {
    for (const unit of units) {
      this.store.refresh();
      if (this.isDone(unit)) continue;
      const claim = Claim.take(`${this.space.claims}/${unit.id}`);
      if (!claim) {
        postponed.push(unit);
        continue;
      }
      this.store.refresh(); // another may have finished just before
      this.claims.add(claim);
      this.start ??= performance.now();
      const work: Work = { unit, claim, hashes: [], rows: new Map() };
      for (const [place, image] of unit.images.entries()) yield { work, image, place };
    }
  }

  private isDone(unit: Unit): boolean {
    const hashes = unit.knownHashes();
    if (!hashes?.every((hash) => this.store.has(hash))) return false;
    this.note(unit, hashes);
    return true;
  }

  private async compute(batch: readonly LoadedImage<Picture>[], { rows, claim }: Work): Promise<void> {
    claim.renew();
    if (batch.length === 0) return;
    // Some turns of the event loop, in which the reading of the next images gets to where threads go on without it.
    for (let turn = 0; turn < 8; turn++) await setImmediate();
    for (const row of encodeRows(batch, this.model, this.space.space)) rows.set(row.hash, row);
    this.computed += batch.length;
    this.report(rows.size);
  }

  private finish({ unit, claim, hashes, rows }: Work): void {
    if (rows.size > 0) {
      const name = `${digest(...rows.keys())}.safetensors`;
      const { dtype } = this.space.space;
      writeShard(`${this.space.shards}/${name}`, [...rows.values()], dtype, rowShape(this.space.space));
      this.store.add(name);
    }
    unit.keepHashes(hashes);
    claim.release();
    this.claims.delete(claim);
    this.note(unit, hashes);
  }

  private note(unit: Unit, hashes: readonly string[]): void {
    for (const [i, image] of unit.images.entries()) this.hashes.set(image, hashes[i]!);
    this.report(0);
  }

  /** @param pending images computed and not written yet */
  private report(pending: number): void {
    const done = Math.min(this.total, this.hashes.size + pending);
    const seconds = this.start === undefined ? 0 : (performance.now() - this.start) / 1000;
    const imagesPerSecond = seconds > 0 ? this.computed / seconds : 0;
    const secondsLeft = imagesPerSecond > 0 ? (this.total - done) / imagesPerSecond : undefined;
    this.options.onProgress?.({ done, total: this.total, computed: this.computed, imagesPerSecond, secondsLeft });
  }
}

function checkShard(shard = { index: 0, count: 1 }): { index: number; count: number } {
  const { index, count } = shard;
  checkCount('shard.count', count);
  if (Number.isInteger(index) && index >= 0 && index < count) return shard;
  throw new Error(`Option shard.index: found ${index}, expected a whole number from 0 to ${count - 1}.`);
}
