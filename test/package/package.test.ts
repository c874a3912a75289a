import { type ExecFileSyncOptions, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

/** What a project sees that installs the packed file: no checkout around it, no native addon, no development package. */
const typescript = resolve('node_modules/typescript/bin/tsc');
const offline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT/;
let consumer: string;
let unreachable = false;

function run(command: string, args: string[], options: ExecFileSyncOptions = {}): string {
  const env = { ...process.env, MIVPG_ENGINE: '', NODE_PATH: '' };
  return execFileSync(command, args, { encoding: 'utf8', stdio: 'pipe', env, ...options }) as string;
}

beforeAll(() => {
  consumer = mkdtempSync(join(tmpdir(), 'mivpg-consumer-'));
  run('npm', ['run', 'build']);
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--loglevel=error', '--pack-destination', consumer]));
  const project = join(consumer, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "name": "consumer", "private": true }');
  const flags = ['--prefix', project, '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  try {
    run('npm', ['install', ...flags, join(consumer, filename)], { cwd: project });
  } catch (error) {
    if (!offline.test(String((error as { stderr?: string }).stderr))) throw error;
    unreachable = true;
  }
}, 240_000);
afterAll(() => rmSync(consumer, { recursive: true, force: true }));

describe('the packed package, installed in an empty folder', () => {
  beforeEach((context) => context.skip(unreachable, 'no network: npm could not install the package'));

  const write = (name: string, lines: string[]) => writeFileSync(join(consumer, 'project', name), lines.join('\n'));
  const inProject = (command: string, ...args: string[]) => run(command, args, { cwd: join(consumer, 'project') });

  const use = [
    'useEngine().then(async (engine) => {',
    '  const product = tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]]));',
    '  console.log(engine.name, typeof Mivpg, (await product.data())[0]);',
    '  process.exit();',
    '});',
  ];

  test.each([
    ['use.mjs', "import { Mivpg, tf, useEngine } from 'mivpg';"],
    ['use.cjs', "const { Mivpg, tf, useEngine } = require('mivpg');"],
  ])('%s runs on wasm', (name, first) => {
    write(name, [first, ...use]);
    expect(inProject(process.execPath, name)).toContain('wasm function 11');
  });

  test('its types reach a strict TypeScript project', () => {
    write('tsconfig.json', [
      '{ "compilerOptions": { "module": "nodenext", "target": "es2022", "strict": true, "noEmit": true,',
      '  "skipLibCheck": true, "types": [] }, "files": ["use.mts", "use.cts"] }',
    ]);
    const lines = [
      "import { type EngineInfo, Mivpg, useEngine } from 'mivpg';",
      'export const engine: Promise<EngineInfo> = useEngine();',
      'export type Built = InstanceType<typeof Mivpg>;',
      '// @ts-expect-error: a name is text',
      'export const wrong: Promise<number> = useEngine();',
    ];
    write('use.mts', lines);
    write('use.cts', lines);
    expect(inProject(process.execPath, typescript, '-p', '.')).toBe('');
  });

  test('METEOR finds the words that the package brings', () => {
    const script =
      "console.log(require('mivpg').openMeteor({ paraphrases: false }).align('big', 'large').matches.length)";
    expect(inProject(process.execPath, '-e', script)).toBe('1\n');
  });

  test('its command runs, and brings no optional package along', () => {
    expect(inProject('npx', '--no-install', 'mivpg', '--help')).toContain('Usage: mivpg');
    expect(
      inProject(process.execPath, '-p', "require('node:fs').readdirSync('node_modules').includes('danfojs-node')"),
    ).toBe('false\n');
  });
});
