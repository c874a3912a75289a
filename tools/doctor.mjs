// Prints the state of this checkout, also when parts of it are missing.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './setup/run.mjs';

const cli = join(root, 'dist', 'cli.js');

if (existsSync(cli)) {
  const { code, output } = await run(process.execPath, [cli, 'doctor']);
  process.stdout.write(output);
  process.exitCode = code;
} else {
  console.log(`Node      ${process.versions.node}\nLibrary   not built yet: run \`npm run setup\``);
  process.exitCode = 1;
}
