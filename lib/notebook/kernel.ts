import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { serve } from './kernel/server';
import { loadTslab } from './kernel/tslab';

/** The nearest folder at or above `folder` that holds a package.json; `folder` itself when none does. */
export function projectRoot(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return at;
    if (dirname(at) === at) return folder;
  }
}

/** End this process when the one that started it is gone: nobody could stop it any more. */
function endWithParent(): void {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && process.exit(0), 1000).unref();
}

async function main(): Promise<void> {
  const connectionFile = process.argv[process.argv.indexOf('--config-path') + 1];
  if (!process.argv.includes('--config-path') || !connectionFile)
    throw new Error('expected --config-path <connection file>; Jupyter starts this program, see `npm start`');
  // Jupyter starts a kernel in the notebook's folder; imports are to resolve from the project's root.
  process.chdir(projectRoot(process.cwd()));
  endWithParent();
  const session = await serve(loadTslab(), connectionFile);
  process.on('SIGINT', () => session.interrupt());
  process.on('uncaughtException', (error) => session.addStray(error));
  process.on('unhandledRejection', (reason) => session.addStray(reason));
}

if (require.main === module)
  main().catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
