import { Command, InvalidArgumentError } from 'commander';
import { calendarDay } from '../internal/contract/calendar-day.ts';
import { seatLimit } from '../internal/contract/settings.ts';
import { compareDays } from '../internal/policy/replay/compare-days.ts';
import { type Change, millis } from '../internal/policy/replay/recorded-day.ts';
import { PersonError } from '../internal/process/person-error.ts';
import { awaitInterruption } from './interruption.ts';
import { openStore } from './open-store.ts';
import { findOrganisation, readDay } from './read-day.ts';
import { runProgram, type SuOptions } from './run-program.ts';
import { complain, say, showable } from './terminal.ts';
import { writeComparison } from './write-comparison.ts';

const maxMoreAgents = 500;

type Given = Change & { org?: string; day: string; json?: true };

/** Runs `npm run what-if` and returns its exit code. It reads, and changes nothing. */
export function runWhatIf(options: SuOptions): Promise<number> {
  return runProgram(createProgram(options), options, 'The day could not be played again');
}

function createProgram(options: SuOptions): Command {
  const { terminal } = options;
  return new Command('what-if')
    .description('Plays a recorded day at the desk again, with another limit or more agents.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.output.write(text),
      writeErr: (text) => terminal.errors.write(text.split('\n').map(showable).join('\n')),
    })
    .requiredOption('--day <day>', 'which, as 2026-03-29', readCalendarDay)
    .option('--org <org>', 'whose, by id or name; needed when there are several')
    .option('--limit <number>', 'conversations at a time for every agent', readLimit)
    .option('--more-agents <number>', 'who work as the median agent of that day', readMore)
    .option('--languages <tags>', 'that these speak, parted by commas', readWords)
    .option('--skills <words>', 'that these have, parted by commas', readWords)
    .option('--json', 'figures for programs; times in milliseconds')
    .allowExcessArguments(false)
    .action((given: Given) => play(options, given));
}

async function play({ env, terminal }: SuOptions, given: Given): Promise<void> {
  const { org: named, day, json, ...change } = given;
  const progress = { say: (line: string) => complain(terminal, line), show: () => undefined };
  using interruption = awaitInterruption();
  await using store = await openStore(env, progress);
  interruption.refuse();
  const org = await findOrganisation(store.db, named);
  const recorded = await readDay(store.db, org.id, day);
  if (millis(recorded.bounds.until) > Date.now()) {
    throw new PersonError(
      `${day} is not over yet at ${showable(org.name)}: who waits now would seem to wait until ` +
        'midnight.',
    );
  }
  if ((change.moreAgents ?? 0) > 0 && !recorded.shifts.some(({ state }) => state === 'here')) {
    throw new PersonError(
      `Nobody was at work at ${showable(org.name)} on ${day}, so there is no day that more ` +
        'agents could work as.',
    );
  }
  const comparison = compareDays(recorded, change);
  if (json) {
    const { bounds } = recorded;
    say(terminal, JSON.stringify({ org, day, bounds, change, ...comparison }));
    return;
  }
  for (const line of writeComparison({ org, day, change, comparison })) say(terminal, line);
}

function readCalendarDay(text: string): string {
  const parsed = calendarDay.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(`It ${parsed.error.issues[0]?.message ?? 'is wrong'}.`);
}

function readLimit(text: string): number {
  const parsed = seatLimit.safeParse(readNumber(text));
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(`It ${parsed.error.issues[0]?.message ?? 'is wrong'}.`);
}

function readMore(text: string): number {
  const number = readNumber(text);
  if (number <= maxMoreAgents) return number;
  throw new InvalidArgumentError(`It must be at most ${maxMoreAgents}.`);
}

function readNumber(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number.');
}

function readWords(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
}
