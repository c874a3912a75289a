import { parseArgs } from 'node:util';
import { doctor } from './doctor';
import { musk } from './musk';
import { setup } from './setup';

const usage = `Usage: mivpg <command>

  setup    install the optional packages and build the native engine
  doctor   print the state: engine and its speed, kernel, versions, data, disk
  musk     run the comparison of poolers on musk molecules, and record it (goes on where it was stopped)
`;

const commands: Record<string, () => Promise<number>> = { setup, doctor, musk };

/** The command line `mivpg <command>`. Returns the exit code: 2 for a command line that cannot be understood. */
export async function main(args: string[]): Promise<number> {
  try {
    const command = parse(args);
    if (command) return await command();
    process.stdout.write(usage);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${usage}`);
    return 2;
  }
}

class UsageError extends Error {}

/** The command's function; undefined is a request for help. */
function parse(args: string[]): (() => Promise<number>) | undefined {
  const { help, positionals } = split(args);
  if (help) return undefined;
  const [name, ...rest] = positionals;
  if (!name) throw new UsageError('A command is missing');
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(`Unknown command "${name}"`);
  if (rest.length > 0) throw new UsageError(`"${name}" takes no arguments, found: ${rest.join(' ')}`);
  return command;
}

function split(args: string[]): { help: boolean; positionals: string[] } {
  try {
    const options = { help: { type: 'boolean', short: 'h' } } as const;
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
    return { help: values.help ?? false, positionals };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
