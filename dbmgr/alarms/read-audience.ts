import type { Kysely } from 'kysely';
import { waitingListId } from '../conversations/waiting-entries.ts';
import type { Tables } from '../database/tables.ts';

/** Whom an alarm is for, and whose conversation it is. */
export type Audience = {
  conversation_id: string;
  channel_id: string;
  /** The visitor's. */
  name: string;
  since: Date;
  people: string[];
};

/** Supervisors: the organisation's admins. */
export async function readSupervisors(db: Kysely<Tables>, org: string): Promise<string[]> {
  const rows = await db
    .selectFrom('people')
    .where('org_id', '=', org)
    .where('role', '=', 'admin')
    .where('active', '=', 1)
    .select('id')
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Those of them who want no bells now. */
export async function readUndisturbed(
  db: Kysely<Tables>,
  people: readonly string[],
): Promise<Set<string>> {
  if (people.length === 0) return new Set();
  const rows = await db
    .selectFrom('desks')
    .where('person_id', 'in', people)
    .where('dnd', '=', 1)
    .select('person_id')
    .execute();
  return new Set(rows.map((row) => row.person_id));
}

type Wanted = { conversation_id: string; kind: string; since: Date };

/**
 * Whoever has the conversation and helps in it; of who waits, whom it is offered to, else all
 * agents at work, of its team where it is for one.
 */
export async function readAudiences(
  db: Kysely<Tables>,
  org: string,
  alarms: readonly Wanted[],
): Promise<Map<string, Audience>> {
  if (alarms.length === 0) return new Map();
  const rows = await db
    .selectFrom('conversations')
    .where(
      'id',
      'in',
      alarms.map((alarm) => alarm.conversation_id),
    )
    .select(['id', 'channel_id', 'visitor_id', 'visitor_name', 'state', 'offered_to', 'team_id'])
    .execute();
  const teams = rows.flatMap(({ team_id }) => team_id ?? []);
  const places = [...rows.map((row) => row.channel_id), waitingListId(org), ...teams];
  const members = await db
    .selectFrom('members')
    .where('channel_id', 'in', places)
    .where('part', '!=', 'watcher')
    .select(['channel_id', 'person_id'])
    .execute();
  const inPlace = Map.groupBy(members, (member) => member.channel_id);
  const peopleOf = (place: string) => (inPlace.get(place) ?? []).map((one) => one.person_id);
  const since = new Map(alarms.map((alarm) => [alarm.conversation_id, alarm.since]));
  return new Map(
    rows.map((row) => {
      const { id, channel_id, visitor_name: name } = row;
      const people = audienceOf(row, peopleOf, org);
      return [id, { conversation_id: id, channel_id, name, since: since.get(id)!, people }];
    }),
  );
}

type Row = {
  channel_id: string;
  visitor_id: string;
  state: string;
  offered_to: string | null;
  team_id: string | null;
};

function audienceOf(row: Row, peopleOf: (place: string) => string[], org: string): string[] {
  if (row.state === 'open') return peopleOf(row.channel_id).filter((id) => id !== row.visitor_id);
  if (row.state === 'offered' && row.offered_to !== null) return [row.offered_to];
  const atWork = peopleOf(waitingListId(org));
  if (row.team_id === null) return atWork;
  const team = new Set(peopleOf(row.team_id));
  return atWork.filter((id) => team.has(id));
}
