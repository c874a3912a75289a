import { type Command, command, UsageError } from './command';

/** The commands. Each is loaded when it runs, with what it needs; an import at run time names the built file. */
const commands: Record<string, { summary: string; load(): Promise<Command> }> = {
  setup: {
    summary: "install the optional packages, build the native engine, fetch METEOR's data",
    load: async () => command({ run: (await import('./setup.js')).setup }),
  },
  doctor: {
    summary: 'print the state: engine and its speed, kernel, versions, data, disk',
    load: async () => command({ run: async () => (await import('./doctor.js')).doctor() }),
  },
  caption: {
    summary: 'caption pictures, or bags of pictures, with a BLIP-2 checkpoint',
    load: async () => (await import('./caption.js')).caption,
  },
  score: {
    summary: 'score captions against references: BLEU, METEOR, ROUGE-L, CIDEr',
    load: async () => (await import('./score.js')).score,
  },
  data: {
    summary: 'check a copy of a data set (check), or tidy the feature cache (gc)',
    load: async () => (await import('./data.js')).data,
  },
  study: {
    summary: "the paper's experiments: list, run, status, table, compare, collect",
    load: async () => (await import('./study.js')).study,
  },
  features: {
    summary: 'compute the features of all images of a data set, once for all runs',
    load: async () => (await import('./features.js')).features,
  },
  worker: {
    summary: 'do jobs of a queue, on this or any other machine',
    load: async () => (await import('./worker.js')).worker,
  },
  musk: {
    summary: 'run the comparison of poolers on musk molecules, and record it (goes on where it was stopped)',
    load: async () => command({ run: (await import('./musk.js')).musk }),
  },
};

const overview = `Usage: mivpg <command>

${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(8)} ${summary}\n`)
  .join('')}
"mivpg <command> --help" prints the options of a command.
`;

/** The command line `mivpg <command>`. Returns the exit code: 2 for a command line that cannot be understood. */
export async function main([name, ...args]: string[]): Promise<number> {
  let help = overview;
  try {
    if (name === undefined) throw new UsageError('A command is missing');
    if (name === '--help' || name === '-h') return print(help);
    const found = await find(name);
    help = found.help(name);
    const run = found.parse(name, args);
    return run ? await run() : print(help);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${help}`);
    return 2;
  }
}

async function find(name: string): Promise<Command> {
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!entry) throw new UsageError(`Unknown ${name.startsWith('-') ? 'option' : 'command'} "${name}"`);
  return entry.load();
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
