import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import { dataError, type FaultLog } from './faults';
import type { InstancePosition, SampleImage } from './sample';

export interface ImageFolderOptions {
  /** Whether a symbolic link may lead out of the data set's folder (default false). */
  followLinks?: boolean;
}

/**
 * The image files of a data set's folder. Directories are listed once, so that asking for a hundred thousand images
 * takes no call to the file system each.
 */
export class ImageFolder {
  private readonly listings = new Map<string, ReadonlyMap<string, Dirent>>();
  private readonly realRoot: string;

  constructor(
    readonly root: string,
    private readonly faults: FaultLog,
    private readonly options: ImageFolderOptions = {},
  ) {
    this.realRoot = realpathSync(root);
  }

  /** The names in a sub-folder, sorted; none if it is not there. */
  names(folder: string): string[] {
    return [...this.list(folder).keys()].sort();
  }

  /**
   * An image by its name below the root, or undefined after noting what is wrong with it.
   * @param owner the sample that needs it, for the note
   */
  find(name: string, owner: string, position?: InstancePosition): SampleImage | undefined {
    const where = `image ${JSON.stringify(name)} of ${owner}`;
    if (!isSafeName(name)) {
      this.faults.note('unsafe-name', where, 'found a name that leads out of the folder, or none');
      return undefined;
    }
    const cut = name.lastIndexOf('/');
    const folder = cut < 0 ? '' : name.slice(0, cut);
    const entry = this.list(folder).get(name.slice(cut + 1));
    if (!entry || entry.isDirectory()) {
      this.faults.note('missing-image', where, `found no such file in ${this.root}`);
      return undefined;
    }
    if (!this.isInside(name, folder, entry)) {
      this.faults.note('outside-link', where, `found a link to ${targetOf(join(this.root, name))}`);
      return undefined;
    }
    return new ImageFile(this.root, name, position);
  }

  /** Real directories are inside by construction; links, to files or on the way to them, are followed and looked at. */
  private isInside(name: string, folder: string, entry: Dirent): boolean {
    if (this.options.followLinks) return true;
    const suspects = [...(entry.isSymbolicLink() ? [name] : []), folder];
    return suspects.every((suspect) => this.leadsInside(suspect));
  }

  private readonly inside = new Map<string, boolean>();

  private leadsInside(name: string): boolean {
    let inside = this.inside.get(name);
    if (inside === undefined) {
      const target = targetOf(join(this.root, name));
      // A broken link leads nowhere; reading it will say so.
      inside = target === this.realRoot || target.startsWith(this.realRoot + sep) || target === BROKEN;
      this.inside.set(name, inside);
    }
    return inside;
  }

  private list(folder: string): ReadonlyMap<string, Dirent> {
    let listing = this.listings.get(folder);
    if (!listing) {
      listing = new Map(readDirectory(join(this.root, folder)).map((entry) => [entry.name, entry]));
      this.listings.set(folder, listing);
    }
    return listing;
  }
}

/** A name below a folder, with `/` between its parts. */
function isSafeName(name: string): boolean {
  const parts = name.split('/');
  return (
    !isAbsolute(name) && !name.includes('\\') && !name.includes('\0') && !parts.some((part) => /^\.{0,2}$/.test(part))
  );
}

const BROKEN = '';

function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return BROKEN;
  }
}

function readDirectory(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

class ImageFile implements SampleImage {
  constructor(
    private readonly root: string,
    readonly name: string,
    readonly position?: InstancePosition,
  ) {}

  get path(): string {
    return join(this.root, this.name);
  }

  fingerprint(): string {
    try {
      const { ino, size, mtimeNs } = statSync(this.path, { bigint: true });
      return `${this.path} ${ino} ${size} ${mtimeNs}`;
    } catch (error) {
      throw unreadable(this.path, error as NodeJS.ErrnoException);
    }
  }

  async read(): Promise<Uint8Array> {
    const bytes = await readFile(this.path).catch((error: NodeJS.ErrnoException) => {
      throw unreadable(this.path, error);
    });
    if (bytes.length === 0) throw dataError('unreadable-image', this.path, 'found an empty file');
    return bytes;
  }
}

const unreadable = (path: string, cause: NodeJS.ErrnoException) =>
  dataError(cause.code === 'ENOENT' ? 'missing-image' : 'unreadable-image', path, cause.message, { cause });
