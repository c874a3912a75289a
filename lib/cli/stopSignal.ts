/** Is aborted by the first ctrl-C (or SIGTERM), so that what runs can stop in order; the second one ends the process. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      process.stderr.write('\nStopping; once more ends at once.\n');
      stop.abort();
    });
  }
  return stop.signal;
}
