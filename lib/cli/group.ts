import { type Command, UsageError } from './command';

/** Commands of a command, each loaded when it runs. */
export type Group = Readonly<Record<string, { summary: string; load(): Promise<Command> }>>;

/** Makes a command of commands, such as `mivpg study run`. */
export function group(commands: Group): Command {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}\n`);
  const help = (name: string) =>
    `Usage: mivpg ${name} <action>\n\n${lines.join('')}\n"mivpg ${name} <action> --help" prints the options of an action.\n`;
  return {
    help,
    parse(name, [action, ...args]) {
      if (action === '--help' || action === '-h') return undefined;
      const found = action !== undefined && Object.hasOwn(commands, action) ? commands[action] : undefined;
      if (!found) {
        const actions = Object.keys(commands).join(', ');
        throw new UsageError(`"${name}" needs an action, one of ${actions}; found: ${action ?? 'none'}`);
      }
      return async () => {
        const inner = await found.load();
        const run = inner.parse(`${name} ${action}`, args);
        if (run) return run();
        process.stdout.write(inner.help(`${name} ${action}`));
        return 0;
      };
    },
  };
}
