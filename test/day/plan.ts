import { alwaysOpen, type BusinessHours } from '../../internal/contract/hours.ts';
import { createDice, type Dice } from './dice.ts';

/** The clock goes in such steps. */
export const stepMs = 15_000;
const minuteMs = 60_000;
/** Tokens must not look old to a relay, which has the world's clock. */
const beginMs = Date.parse('2031-03-26T08:00:00Z');
const endMs = beginMs + 2 * 60 * minuteMs;

export type PlannedAgent = {
  number: number;
  org: string;
  limit: number;
  languages: string[];
  fromMs: number;
  untilMs: number;
  breakFromMs: number;
  breakUntilMs: number;
  /** The browser dies then and is back a while later; null for those it does not happen to. */
  diesAtMs: number | null;
};

export type PlannedVisitor = {
  number: number;
  org: string;
  atMs: number;
  language: string | undefined;
  /** They go if nobody came by then, or leave a message. */
  patienceMs: number;
  leavesMessage: boolean;
};

export type Plan = {
  seed: number;
  beginMs: number;
  endMs: number;
  dice: Dice;
  orgs: Record<string, BusinessHours>;
  agents: PlannedAgent[];
  visitors: PlannedVisitor[];
  /** When visitors read that it is closed. */
  closings: { org: string; fromMs: number; untilMs: number }[];
  killRelayAtMs: number;
  killDbmgrAtMs: number;
};

const count = { agents: 12, visitors: 200 };

/** `main` works in Vienna with a pause; on Gambier a holiday ends at 09:00 UTC. */
export function planDay(seed: number): Plan {
  const dice = createDice(seed);
  const agents = Array.from({ length: count.agents }, (_, number) => planAgent(dice, number));
  const visitors = Array.from({ length: count.visitors }, (_, number) => planVisitor(dice, number));
  return {
    seed,
    beginMs,
    endMs,
    dice,
    orgs: {
      main: {
        ...alwaysOpen,
        zone: 'Europe/Vienna',
        exceptions: [
          {
            date: '2031-03-26',
            hours: [
              { from: '09:00', to: '10:00' },
              { from: '10:10', to: '12:00' },
            ],
          },
        ],
      },
      south: { ...alwaysOpen, zone: 'Pacific/Gambier', holidays: ['03-25'] },
    },
    agents,
    visitors: visitors.toSorted((a, b) => a.atMs - b.atMs || a.number - b.number),
    closings: [
      { org: 'main', fromMs: beginMs + 60 * minuteMs, untilMs: beginMs + 70 * minuteMs },
      { org: 'south', fromMs: beginMs, untilMs: holidayEndsMs },
    ],
    killRelayAtMs: beginMs + 45 * minuteMs,
    killDbmgrAtMs: beginMs + 80 * minuteMs,
  };
}

const holidayEndsMs = Date.parse('2031-03-26T09:00:00Z');

function planAgent(dice: Dice, number: number): PlannedAgent {
  const isSouth = number >= 7;
  const opensMs = isSouth ? holidayEndsMs : beginMs;
  const fromMs = opensMs + onGrid(dice.between(0, 10 * minuteMs, 'comes', number));
  const breakFromMs = fromMs + onGrid(dice.between(15, 35, 'break', number) * minuteMs);
  return {
    number,
    org: isSouth ? 'south' : 'main',
    limit: 2 + (number % 2),
    languages: number % 3 === 0 ? ['de'] : ['en'],
    fromMs,
    untilMs: endMs - onGrid(dice.between(5, 15, 'goes', number) * minuteMs),
    breakFromMs,
    breakUntilMs: breakFromMs + onGrid(dice.between(8, 16, 'long', number) * minuteMs),
    diesAtMs:
      number % 4 === 1 ? fromMs + onGrid(dice.between(15, 35, 'dies', number) * minuteMs) : null,
  };
}

function planVisitor(dice: Dice, number: number): PlannedVisitor {
  const isSouth = number % 3 === 2;
  // Half of them come within 40 minutes, so that there is a queue.
  const isInRush = dice.roll('rush', number) < 0.5;
  const rushMs = beginMs + (isSouth ? 65 : 20) * minuteMs;
  const spanMs = isInRush ? 30 * minuteMs : endMs - beginMs - 25 * minuteMs;
  const atMs = (isInRush ? rushMs : beginMs) + onGrid(dice.roll('at', number) * spanMs);
  return {
    number,
    org: isSouth ? 'south' : 'main',
    atMs,
    language: dice.roll('language', number) < 0.2 ? 'de' : undefined,
    patienceMs: onGrid(dice.between(3, 25, 'patience', number) * minuteMs),
    leavesMessage: dice.roll('leaves', number) < 0.6,
  };
}

export function onGrid(ms: number): number {
  return Math.round(ms / stepMs) * stepMs;
}
