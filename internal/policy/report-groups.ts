import type { Figure } from './figures.ts';
import { createHourReader } from './periods.ts';
import { createTally, type Numbers, sharesOf, type Tally } from './reports.ts';

export type Groups = {
  add(figure: Figure): void;
  sum(): {
    total: Numbers;
    steps: Numbers[];
    hours: Numbers[];
    agents: Map<string, Numbers>;
    teams: Map<string, Numbers>;
    automations: Map<string, Numbers>;
    /** Of what agents had and is over; '' where nobody said what it was about. */
    categories: Map<string, Numbers>;
  };
};

export type GroupOptions = {
  zone: string;
  /** The first instants of the steps, in order. */
  starts: readonly number[];
  /** Teams by agent. */
  teamsOf: ReadonlyMap<string, readonly string[]>;
};

/** Counts each conversation once in the whole, its step and hour, and once for each who had it. */
export function createGroups({ zone, starts, teamsOf }: GroupOptions): Groups {
  const total = createTally();
  const steps = starts.map(() => createTally());
  const hours = Array.from({ length: 24 }, () => createTally());
  const owners = { agent: new Map<string, Tally>(), automation: new Map<string, Tally>() };
  const teams = new Map<string, Tally>();
  const categories = new Map<string, Tally>();
  const hourOf = createHourReader(zone);
  return {
    add(figure) {
      total.add(figure);
      steps[stepAt(starts, figure.startedMs)]?.add(figure);
      hours[hourOf(figure.startedMs)]!.add(figure);
      const shares = figure.score === null ? null : sharesOf(figure);
      for (const { kind, id, ms } of figure.turns) {
        const share = shares?.get(id) ?? 0;
        const answered = figure.answeredBy === id;
        tallyOf(owners[kind], id).add(figure, { handlingMs: ms, share, answered });
      }
      if (figure.category !== null || (figure.takenMs !== null && figure.outcome !== 'open')) {
        tallyOf(categories, figure.category ?? '').add(figure);
      }
      for (const team of teamsIn(figure, teamsOf)) tallyOf(teams, team).add(figure);
    },
    sum: () => ({
      total: total.sum(),
      steps: steps.map((tally) => tally.sum()),
      hours: hours.map((tally) => tally.sum()),
      agents: sums(owners.agent),
      teams: sums(teams),
      automations: sums(owners.automation),
      categories: sums(categories),
    }),
  };
}

function tallyOf(tallies: Map<string, Tally>, id: string): Tally {
  const known = tallies.get(id);
  if (known) return known;
  const made = createTally();
  tallies.set(id, made);
  return made;
}

function sums(tallies: ReadonlyMap<string, Tally>): Map<string, Numbers> {
  return new Map([...tallies].map(([id, tally]) => [id, tally.sum()]));
}

/** The team that it waited for, and those of the agents who had it. */
function teamsIn({ teamId, turns }: Figure, teamsOf: GroupOptions['teamsOf']): Set<string> {
  const agents = turns.filter(({ kind }) => kind === 'agent');
  const all = agents.flatMap(({ id }) => teamsOf.get(id) ?? []);
  return new Set(teamId === null ? all : [...all, teamId]);
}

/** The last step that begins at or before this; -1 before the first. */
function stepAt(starts: readonly number[], at: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
