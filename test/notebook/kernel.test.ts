import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(__dirname, '../..');
const python = join(root, '.venv', 'bin', 'python');
const compiled = join(root, 'dist', 'notebook', 'index.js');

interface Output {
  type: string;
  name?: string;
  text?: string;
  ename?: string;
  evalue?: string;
  traceback?: string[];
  execution_count?: number;
}
interface CellRun {
  status: string;
  count: number;
  outputs: Output[];
  seconds: number;
}
interface CellTask {
  source: string;
  expect_error?: boolean;
  /** Soon after it first prints something. */
  interrupt?: boolean;
}

// All cells run in one kernel, in this order: starting one takes seconds.
const cells: Record<string, CellTask> = {
  ok: { source: 'const one: number = 1; one + 1' },
  shorthand: { source: 'const two = 2; JSON.stringify([{ one }, { one, two }, ((one: string) => ({ one }))("own")])' },
  import: { source: "import { tf } from 'mivpg'; tf.memory().numTensors" },
  importedTypes: { source: 'const shape: string = tf.scalar(1).shape;', expect_error: true },
  typeError: { source: 'const first = 1;\nconst text: string = first;', expect_error: true },
  implicitAny: { source: 'function twice(x) { return 2 * x; }', expect_error: true },
  thrown: {
    source: "const list: number[] = [];\nif (list.length === 0) throw new RangeError('empty bag');",
    expect_error: true,
  },
  afterExpectedError: { source: "'still ' + 'running'" },
  floating: {
    source: "const lost = async () => { throw new Error('text of the lost one'); };\nvoid lost();",
    expect_error: true,
  },
  late: { source: "setTimeout(() => { throw new Error('thrown late'); }, 100); 'done'", expect_error: true },
  parenthesis: { source: "await (async () => 'awaited')()" },
  forAwait: { source: 'for await (const n of [1, Promise.resolve(2)]) console.log(n);' },
  asyncFeatures: {
    source: `class Counter { #n = 0; static async *upTo(end: number) { const c = new Counter(); while (c.#n < end) yield c.#n++; } }
const { a, ...others } = { a: 1, b: 2, c: 3 };
let sum = 0; for await (const n of Counter.upTo(4)) sum += n ?? 0;
[a, others, sum, 2 ** 3]`,
  },
  declare: {
    source: `let ticks = 0, ended = 0;
const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
async function tick() { try { while (true) { ticks += 1; await pause(10); } } finally { ended += 1; } }`,
  },
  asyncLoop: {
    source: "setInterval(() => { ticks += 1; }, 10); console.log('begins'); await tick();",
    interrupt: true,
    expect_error: true,
  },
  afterAsyncLoop: { source: 'const before = ticks; await pause(300); [before > 1, ticks - before, ended]' },
  syncLoop: { source: "console.log('begins'); while (true) {}", interrupt: true, expect_error: true },
  busyBar: {
    source: `import { progress } from 'mivpg';
const work = () => { const end = Date.now() + 5; while (Date.now() < end); };
console.log('begins');
for await (const step of progress(5000, 'busy').iterate(Array.from({ length: 5000 }, (_, index) => index))) work();`,
    interrupt: true,
    expect_error: true,
  },
  tableAndBar: {
    source: "import { progress, showTable } from 'mivpg'; progress(1, 'bar').update(1); showTable([{ a: 1 }]);",
  },
  last: { source: "'alive'" },
};

const runs: Record<string, CellRun> = {};
const prefix = mkdtempSync(join(tmpdir(), 'kernel-'));

/** The error a cell ended with. */
const errorOf = (name: string) => runs[name]?.outputs.find(({ type }) => type === 'error');
/** What a cell printed. */
const textOf = (name: string) =>
  runs[name]?.outputs
    .filter(({ type }) => type === 'stream')
    .map(({ text }) => text)
    .join('');

if (!existsSync(python))
  console.warn('The kernel is not tested: no Python environment in .venv; npm run setup makes it.');

describe.skipIf(!existsSync(python))('the notebook kernel', () => {
  beforeAll(() => {
    if (!existsSync(compiled)) throw new Error('dist/ is missing: compile the library first, with npm run build');
    createRequire(__filename)(compiled).installKernel(prefix);
    const names = Object.keys(cells);
    const task = { prefix, folder: join(root, 'notebooks'), cells: Object.values(cells) };
    const script = join(__dirname, 'drive_kernel.py');
    const reply = execFileSync(python, [script], { input: JSON.stringify(task), encoding: 'utf8', timeout: 280_000 });
    for (const [index, run] of (JSON.parse(reply) as CellRun[]).entries()) runs[names[index] as string] = run;
  }, 300_000);
  afterAll(() => rmSync(prefix, { recursive: true }));

  it('runs a cell, shows its last value and counts it', () => {
    expect(runs.ok).toMatchObject({ status: 'ok', count: 1 });
    expect(textOf('ok')).toBe('2\n');
    expect(runs.ok?.outputs[0]).toMatchObject({ type: 'execute_input', execution_count: 1 });
  });

  it('writes variables of earlier cells in shorthand, too', () => {
    expect(textOf('shorthand')).toBe('[{"one":1},{"one":1,"two":2},{"one":"own"}]\n');
  });

  it('imports the library by its name, with types', () => {
    console.log(`first import of the library in a cell: ${runs.import?.seconds.toFixed(2)} s`);
    expect(textOf('import')).toBe('0\n');
    expect(errorOf('importedTypes')?.evalue).toMatch(/^1:7 - Type 'number\[\]' is not assignable to type 'string'/);
  });

  it.each([
    ['typeError', 'CompileError', /^2:7 - Type 'number' is not assignable to type 'string'/],
    ['implicitAny', 'CompileError', /implicitly has an 'any' type/],
    ['thrown', 'RangeError', /^empty bag$/],
    ['floating', 'Error', /text of the lost one/],
    ['late', 'Error', /thrown late/],
  ])('fails a cell: %s', (name, ename, evalue) => {
    expect(runs[name]?.status).toBe('error');
    expect(errorOf(name)).toMatchObject({ ename, evalue: expect.stringMatching(evalue) });
  });

  it('says in a stack trace what stands at the line', () => {
    expect(errorOf('thrown')?.traceback?.join('\n')).toMatch(/cell \[\d+\]: throw new RangeError\('empty bag'\)/);
  });

  it('runs the cell after an expected error', () => {
    expect(textOf('afterExpectedError')).toBe('still running\n');
  });

  it('awaits at the top of a cell, in every form', () => {
    expect(textOf('parenthesis')).toBe('awaited\n');
    expect(textOf('forAwait')).toBe('1\n2\n');
    expect(textOf('asyncFeatures')).toBe('[ 1, { b: 2, c: 3 }, 6, 8 ]\n');
  });

  it('stops the asynchronous work and the timers of an interrupted cell', () => {
    expect(errorOf('asyncLoop')?.ename).toBe('Interrupted');
    expect(textOf('afterAsyncLoop')).toBe('[ true, 0, 1 ]\n');
  });

  it('stops a loop without awaits, and one with a bar', () => {
    expect(errorOf('syncLoop')?.ename).toBe('Interrupted');
    expect(errorOf('busyBar')?.ename).toBe('Interrupted');
    expect(textOf('last')).toBe('alive\n');
  });

  it('shows bars and tables of the library', () => {
    expect(textOf('tableAndBar')).toMatch(/bar █+ 1\/1/);
    expect(runs.tableAndBar?.outputs.filter(({ type }) => type === 'display_data')).toHaveLength(1);
  });
});
