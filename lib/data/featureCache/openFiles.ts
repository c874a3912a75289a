import { type FileHandle, open } from 'node:fs/promises';

interface OpenFile {
  handle: Promise<FileHandle>;
  users: number;
}

/** Files that stay open between reads, the least recently used of too many closed once nobody reads them. */
export class OpenFiles {
  /** By path, the least recently used first. */
  private readonly files = new Map<string, OpenFile>();

  constructor(private readonly limit: number) {}

  async use<T>(path: string, action: (file: FileHandle) => Promise<T>): Promise<T> {
    const file = this.files.get(path) ?? { handle: open(path, 'r'), users: 0 };
    this.files.delete(path);
    this.files.set(path, file);
    file.users += 1;
    try {
      return await action(await file.handle);
    } catch (error) {
      if (this.files.get(path) === file) this.files.delete(path);
      throw error;
    } finally {
      file.users -= 1;
      await this.close(this.limit);
    }
  }

  /** Closes idle files until no more than `limit` are open; none is left idle with 0. */
  async close(limit = 0): Promise<void> {
    const idle = [...this.files].filter(([, { users }]) => users === 0);
    const surplus = idle.slice(0, Math.max(0, this.files.size - limit));
    for (const [path] of surplus) this.files.delete(path);
    for (const [, { handle }] of surplus) await (await handle).close();
  }
}
