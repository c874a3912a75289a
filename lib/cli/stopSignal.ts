let stop: AbortController | undefined;

/** Is aborted by the first ctrl-C (or SIGTERM), so that what runs can stop in order; the second one ends the process. */
export function stopSignal(): AbortSignal {
  stop ??= listen();
  return stop.signal;
}

function listen(): AbortController {
  const controller = new AbortController();
  const names = ['SIGINT', 'SIGTERM'] as const;
  const listener = () => {
    for (const name of names) process.off(name, listener);
    process.stderr.write('\nStopping; once more ends at once.\n');
    controller.abort();
  };
  for (const name of names) process.on(name, listener);
  return controller;
}
