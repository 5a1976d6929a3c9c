import type { PresenceState } from '../../internal/contract/presence.ts';

/** How somebody stands in a channel; of all their sockets the highest counts. */
export type Standing = 0 | 1 | 2;

export const offline = 0;
export const away = 1;
export const online = 2;

const names: readonly PresenceState[] = ['offline', 'away', 'online'];

export function nameOf(standing: Standing): PresenceState {
  return names[standing]!;
}

export function higher(one: Standing, other: Standing): Standing {
  return one > other ? one : other;
}

/** People by their id, each with how they stand. */
export type People = Map<string, Standing>;

/** Adds somebody, or raises how they stand. */
export function raise(people: People, person: string, standing: Standing): void {
  people.set(person, higher(people.get(person) ?? offline, standing));
}
