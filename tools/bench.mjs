// Runs a benchmark: npm run bench -- <name> [its options]. Benchmarks are test/bench/<name>.bench.ts, compiled with the library.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './setup/run.mjs';

const built = join('out', 'bench');

const [name, ...rest] = process.argv.slice(2);
const names = readdirSync(join(root, 'test', 'bench'))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''));
if (!name || !names.includes(name)) {
  console.error(`Usage: npm run bench -- <name> [options]; the names are: ${names.join(', ')}`);
  process.exit(2);
}
const compiler = [join('node_modules', 'typescript', 'bin', 'tsc'), '-p', join('test', 'bench', 'tsconfig.json')];
const { code, output } = await run(process.execPath, compiler);
if (code !== 0 || !existsSync(join(root, built))) {
  console.error(`The benchmarks do not compile\n${output.trim()}`);
  process.exit(1);
}
const script = join(built, 'test', 'bench', `${name}.bench.js`);
const child = spawn(process.execPath, [script, ...rest], { cwd: root, stdio: 'inherit' });
child.on('close', (status) => {
  process.exitCode = status ?? 1;
});
