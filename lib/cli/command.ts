import { parseArgs } from 'node:util';

/** One option of a command: how it is parsed, and its line in the help. */
export interface Option {
  type: 'string' | 'boolean';
  /** What it does, for the help. */
  summary: string;
  /** Name of the value in the help, of an option that takes one. Default: `value`. */
  value?: string;
  /** Without it the command line cannot be understood. Default: false. */
  required?: boolean;
}

type Options = Record<string, Option>;

type Value<O extends Option> = O['type'] extends 'boolean' ? boolean : string;

/** Values by the option's name; those of required options are always there. */
export type Values<O extends Options> = {
  [Name in keyof O]: O[Name]['required'] extends true ? Value<O[Name]> : Value<O[Name]> | undefined;
};

/** What a command takes, and what it does with it. */
export interface Definition<O extends Options> {
  options?: O;
  /** Name of the arguments in the help, such as `image...`. Default: the command takes none. */
  arguments?: string;
  /** Text below the options in the help: formats, examples. */
  notes?: string;
  /** @returns the exit code @throws UsageError for values that the command cannot make sense of */
  run(values: Values<O>, args: string[]): Promise<number>;
}

/** A command whose options `main` need not know. */
export interface Command {
  help(name: string): string;
  /** Understands the command line, to be run then; undefined is a request for help. @throws UsageError */
  parse(name: string, args: string[]): (() => Promise<number>) | undefined;
}

/** A command line that cannot be understood: answered with this message, the help, and exit code 2. */
export class UsageError extends Error {}

/** The value of an option that has few, if it is given. @throws UsageError, with what is allowed */
export function oneOf<T extends string>(
  option: string,
  text: string | undefined,
  allowed: readonly T[],
): T | undefined {
  const found = allowed.find((value) => value === text);
  if (found !== undefined || text === undefined) return found;
  throw new UsageError(`--${option}: found "${text}", expected one of ${allowed.join(', ')}`);
}

/** Makes a command of its definition; every command also has `--help`. */
export function command<const O extends Options>(definition: Definition<O>): Command {
  return {
    help: (name) => help(name, definition),
    parse(name, args) {
      const { values, positionals } = split(args, { ...definition.options, help: helpOption });
      if (values.help) return undefined;
      if (positionals.length > 0 && !definition.arguments)
        throw new UsageError(`"${name}" takes no arguments, found: ${positionals.join(' ')}`);
      for (const [option, { required }] of Object.entries(definition.options ?? {}))
        if (required && values[option] === undefined) throw new UsageError(`"${name}" needs --${option}`);
      return () => definition.run(values as Values<O>, positionals);
    },
  };
}

const helpOption = { type: 'boolean', short: 'h', summary: 'print this help' } as const;

/** Options and arguments of a command line. @throws UsageError for an unknown option, or one without its value */
function split(args: string[], options: Options): { values: Record<string, unknown>; positionals: string[] } {
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function help<O extends Options>(name: string, definition: Definition<O>): string {
  const options: Options = { ...definition.options, help: helpOption };
  const usage = Object.entries(options).map(([option, { type, value = 'value', required, summary }]) => ({
    flag: `--${option}${type === 'string' ? ` <${value}>` : ''}`,
    required,
    summary,
  }));
  const needed = usage.filter(({ required }) => required).map(({ flag }) => ` ${flag}`);
  const rest = definition.arguments ? ` <${definition.arguments}>` : '';
  const width = Math.max(...usage.map(({ flag }) => flag.length));
  const lines = usage.map(({ flag, summary }) => `  ${flag.padEnd(width)}  ${summary}\n`);
  const notes = definition.notes ? `\n${definition.notes.trim()}\n` : '';
  return `Usage: mivpg ${name}${needed.join('')} [options]${rest}\n\n${lines.join('')}${notes}`;
}
