/** Wrong usage: its message is for the person who typed it. */
export class UsageError extends Error {}

export type BenchOptions = {
  list: boolean;
  output: 'table' | 'json' | 'markdown';
  rounds?: number;
  relays: number;
  dbmgrs: number;
  profiles?: string;
  names: string[];
};

export const usage = [
  'usage: npm run bench -- [--list] [--json | --markdown] [--rounds N] [--relays N] [--dbmgrs N]',
  '                        [--cpu-prof FOLDER] [NAME…]',
].join('\n');

const most = 100;

/** Reads the command's arguments; throws a UsageError that says what is wrong. */
export function readOptions(args: string[], known: string[]): BenchOptions {
  const options: BenchOptions = { list: false, output: 'table', relays: 1, dbmgrs: 1, names: [] };
  const rest = args.values();
  for (const arg of rest) {
    const [flag, inline] = arg.startsWith('--') ? splitFlag(arg) : [arg, undefined];
    const value = () => inline ?? rest.next().value ?? refuse(`${flag} needs a value`);
    if (flag === '--list') options.list = true;
    else if (flag === '--json') options.output = 'json';
    else if (flag === '--markdown') options.output = 'markdown';
    else if (flag === '--rounds') options.rounds = readCount(flag, value());
    else if (flag === '--relays') options.relays = readCount(flag, value());
    else if (flag === '--dbmgrs') options.dbmgrs = readCount(flag, value());
    else if (flag === '--cpu-prof') options.profiles = value();
    else if (flag.startsWith('-')) refuse(`there is no ${flag}`);
    else if (!known.includes(flag)) refuse(`there is no workload ${flag}; --list names them`);
    else options.names.push(flag);
  }
  return options;
}

function splitFlag(arg: string): [string, string | undefined] {
  const at = arg.indexOf('=');
  return at < 0 ? [arg, undefined] : [arg.slice(0, at), arg.slice(at + 1)];
}

function readCount(flag: string, text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= most) return count;
  return refuse(`${flag} must be a number from 1 to ${most}`);
}

function refuse(why: string): never {
  throw new UsageError(`${why}\n${usage}`);
}
