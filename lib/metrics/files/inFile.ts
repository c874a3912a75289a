/** What `work` returns. An error of it gets the file's name, and the system's errors get shorter. */
export function inFile<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    const reason = code ? message.replace(/^\w+: (.*?),? [a-z]+( '.*')?$/s, '$1') : message;
    throw new Error(`${path}: ${reason}`, { cause: error });
  }
}
