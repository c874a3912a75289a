import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const neededVersion = '1.0.22';

/** What tslab makes of a cell's source: JavaScript, or the reasons why it does not compile. */
export interface Converted {
  output?: string;
  declOutput?: string;
  diagnostics: unknown[];
  hasToplevelAwait?: boolean;
}

export interface Converter {
  convert(previousDeclarations: string, source: string): Converted;
  close(): void;
}

export interface Executor {
  execute(source: string): Promise<boolean>;
  interrupt(): void;
}

export interface Message {
  header: { msg_type: string };
  content: { code: string; silent?: boolean; stop_on_error?: boolean };
  createReply(): { header: { msg_type: string }; content: unknown; signAndSend(key: string, socket: unknown): void };
}

export interface Handler {
  execQueue: { add<T>(task: () => Promise<T>): Promise<T>; reset(): void };
  createWriteToIopub(name: string, write: (name: string, text: string) => void): typeof process.stdout.write;
}

export interface Server {
  connInfo: { key: string };
  iopub: unknown;
  init(): Promise<void>;
  handleShellMessage(socket: unknown, ...frames: Buffer[]): Promise<void>;
  handleExecute(socket: unknown, message: Message): Promise<void>;
}

/** A node of a syntax tree. */
export interface SyntaxNode {
  end: number;
}

/** The parts of the TypeScript compiler that the kernel uses. */
export interface Compiler {
  createSourceFile(fileName: string, source: string, target: number): SyntaxNode;
  forEachChild(node: SyntaxNode, visit: (child: SyntaxNode) => void): void;
  isShorthandPropertyAssignment(node: SyntaxNode): node is SyntaxNode & { name: SyntaxNode & { text: string } };
  transpile(source: string, options: Record<string, unknown>, fileName: string): string;
  createWatchCompilerHost(files: string[], options: Record<string, unknown>, ...rest: unknown[]): unknown;
}

/** tslab's inner modules: not a public interface, which is why the version is pinned. */
export interface Tslab {
  compiler: Compiler;
  converter: { createConverter(options: { isJS: boolean; isBrowser: boolean }): Converter };
  executor: {
    createExecutor(
      root: string,
      converters: { node: Converter; close(): void },
      console: { log(...args: unknown[]): void; error(...args: unknown[]): void },
    ): Executor;
  };
  jupyter: {
    JupyterHandlerImpl: new (executor: Executor, isJavaScript: boolean) => Handler;
    ZmqServer: new (handler: Handler, connectionFile: string) => Server;
    lastWriteDisplayData: unknown;
  };
}

/**
 * Load tslab with other compiler options than its own: strict types, and packages resolved through their `exports`.
 * @throws when tslab is missing or of another version than the one this kernel was written for
 */
export function loadTslab(): Tslab {
  checkVersion();
  // tslab fixes its options in the call of this one function, so it is given a compiler whose function adds ours.
  const path = require.resolve('@tslab/typescript-for-tslab', { paths: [require.resolve('tslab/package.json')] });
  const original: Compiler = require(path);
  const compiler: Compiler = Object.assign({}, original, {
    createWatchCompilerHost: (files: string[], options: Record<string, unknown>, ...rest: unknown[]) =>
      original.createWatchCompilerHost([...files, ...libraryTypes()], { ...options, ...cellOptions }, ...rest),
  });
  const cached = require.cache[path];
  if (cached) cached.exports = compiler;
  return {
    compiler,
    converter: require('tslab/dist/converter'),
    executor: require('tslab/dist/executor'),
    jupyter: require('tslab/dist/jupyter'),
  };
}

/** This package's own types: read at the kernel's start and kept, they need not be read in the cell that imports them. */
function libraryTypes(): string[] {
  const path = join(__dirname, '..', '..', 'index.d.ts');
  return existsSync(path) ? [path] : [];
}

const bundlerResolution = 100;
const cellOptions = { strict: true, moduleResolution: bundlerResolution, disableTopLevelAwait: false };

function checkVersion(): void {
  let found: string;
  try {
    found = JSON.parse(readFileSync(require.resolve('tslab/package.json'), 'utf8')).version;
  } catch {
    throw new Error(`The notebook kernel needs tslab ${neededVersion}: npm install --save-dev tslab@${neededVersion}`);
  }
  if (found !== neededVersion)
    throw new Error(
      `tslab ${found} found, ${neededVersion} expected: npm install --save-dev --save-exact tslab@${neededVersion}`,
    );
}
