import type { RecordedShift } from '../../contract/days.ts';
import type { DeskFacts } from '../seats.ts';
import { type Change, millis, type RecordedDay } from './recorded-day.ts';
import { quantile } from '../quantiles.ts';

/** An agent's day, as it was or as it would have been. */
export type Timeline = { id: string; shifts: readonly (RecordedShift & { atMs: number })[] };

/** Everybody's day with the change; no shift begins before the day does. */
export function crewOf({ bounds, shifts }: RecordedDay, change: Change): Timeline[] {
  const fromMs = millis(bounds.from);
  const crew = [...Map.groupBy(shifts, ({ agent }) => agent)].map(([id, its]) => ({
    id,
    shifts: its.map((shift) => ({
      ...shift,
      atMs: Math.max(fromMs, millis(shift.at)),
      limit: change.limit ?? shift.limit,
    })),
  }));
  const model = medianAgent(crew, millis(bounds.until));
  if (!model) return crew;
  const more = Array.from({ length: change.moreAgents ?? 0 }, (_, index) => ({
    id: `more-${index + 1}`,
    shifts: model.shifts.map((shift) => ({
      ...shift,
      languages: [...(change.languages ?? shift.languages)],
      skills: [...(change.skills ?? shift.skills)],
    })),
  }));
  return [...crew, ...more];
}

/** Who was there for the median time of those who were there at all; the first of several. */
function medianAgent(crew: readonly Timeline[], untilMs: number): Timeline | undefined {
  const times = new Map(crew.map((one) => [one, timeHereMs(one, untilMs)]));
  const middle = quantile(
    [...times.values()].filter((ms) => ms > 0),
    0.5,
  );
  return crew.find((one) => times.get(one) === middle);
}

/** How long somebody could be given something. */
export function timeHereMs({ shifts }: Timeline, untilMs: number): number {
  return shifts.reduce((sum, { state, atMs }, index) => {
    const endMs = shifts[index + 1]?.atMs ?? untilMs;
    return state === 'here' ? sum + endMs - atMs : sum;
  }, 0);
}

/** An agent while the day is played. */
export type CrewMember = DeskFacts & {
  languages: readonly string[];
  skills: readonly string[];
  /** Ids of what takes a seat. */
  taken: Set<string>;
  idleSinceMs: number | null;
};

export function newMember(id: string): CrewMember {
  return {
    id,
    org: '',
    name: id,
    role: 'agent',
    active: true,
    online: false,
    connected: false,
    paused: false,
    limit: 0,
    teams: [],
    languages: [],
    skills: [],
    taken: new Set(),
    idleSinceMs: null,
  };
}

export function beginShift(member: CrewMember, shift: RecordedShift): void {
  const { state, limit, languages, skills, teams } = shift;
  Object.assign(member, { limit, languages, skills, teams });
  member.active = state !== 'gone';
  member.online = state !== 'off' && state !== 'gone';
  member.connected = state !== 'lost';
  member.paused = state === 'break';
}
