import type { Channel } from '../../internal/contract/channels.ts';
import { mayServe, mayVisit } from '../../internal/policy/conversations.ts';
import { presentNotes } from '../conversations/notes.ts';
import type { ConversationRow } from '../conversations/present-conversation.ts';
import { waitingListId } from '../conversations/waiting-entries.ts';
import { presentList } from '../conversations/waiting-list.ts';
import type { Database } from '../database/open-database.ts';
import type { Actor } from '../people/read-actor.ts';
import { type ChannelsPage, readFirstTeamChannels } from './list-team-channels.ts';
import { type Place, presentChannel } from './present-channel.ts';
import { noteSeenBy } from './read-seen.ts';

type Row = ConversationRow & Place & { member: string };

/**
 * What is live for these people without being asked for, by person: an agent's waiting list while
 * they are online and their open conversations; a visitor's latest conversation, which is the open
 * one if any is; and of whoever has an account the teams and threads, as many as belong into one
 * answer.
 */
export async function readLiveChannels(
  db: Database,
  actors: readonly Actor[],
): Promise<Map<string, ChannelsPage>> {
  const people = new Map(actors.map((actor) => [actor.id, actor]));
  const live = await readConversations(db, people);
  const teams = await readFirstTeamChannels(db, people.values());
  return new Map(
    [...people.keys()].map((id) => {
      const { channels, after } = teams.get(id) ?? { channels: [], after: null };
      return [id, { channels: [...(live.get(id) ?? []), ...channels], after }];
    }),
  );
}

async function readConversations(
  db: Database,
  people: ReadonlyMap<string, Actor>,
): Promise<Map<string, Channel[]>> {
  const all = [...people.values()];
  const agents = all.filter(({ role }) => role === 'agent');
  const visitors = all.filter(({ role }) => mayVisit(role)).map(({ id }) => id);
  const found = new Map<string, Channel[]>();
  const add = (person: string, channel: Channel) => {
    const channels = found.get(person);
    if (channels) channels.push(channel);
    else found.set(person, [channel]);
  };
  const addRow = (row: Row) =>
    add(row.member, presentChannel(people.get(row.member)!.role, row, row));
  for (const { person, list } of await readLists(db, agents)) add(person, list);
  const serving = all.filter(({ role }) => mayServe(role)).map(({ id }) => id);
  for (const row of await readOwned(db, serving)) addRow(row);
  const accounts = all.filter(({ role }) => role !== 'user').map(({ id }) => id);
  for (const { row, part } of await readJoined(db, accounts)) {
    const channel = presentChannel('agent', row, row);
    add(row.member, part === 'watcher' ? { ...channel, watches: true } : channel);
  }
  for (const { person, channel } of await readNotes(db, accounts)) add(person, channel);
  const open = await readOpen(db, visitors);
  for (const row of open) addRow(row);
  const hasOpen = new Set(open.map(({ member }) => member));
  const rest = visitors.filter((id) => !hasOpen.has(id));
  for (const row of await readLatest(db, rest)) addRow(row);
  await noteSeenBy(db, found);
  return found;
}

/** The waiting lists, for agents who are online: their members are nobody else. */
async function readLists(db: Database, agents: readonly Actor[]) {
  if (agents.length === 0) return [];
  const rows = await db
    .selectFrom('members')
    .innerJoin('channels', 'channels.id', 'members.channel_id')
    .where('members.channel_id', 'in', [...new Set(agents.map(({ org }) => waitingListId(org)))])
    .where(
      'members.person_id',
      'in',
      agents.map(({ id }) => id),
    )
    .select(['members.person_id', 'channels.id', 'channels.head'])
    .select('channels.member_version as memberVersion')
    .execute();
  return rows.map((row) => ({ person: row.person_id, list: presentList(row) }));
}

async function readOwned(db: Database, agents: readonly string[]): Promise<Row[]> {
  if (agents.length === 0) return [];
  return selectConversations(db, 'conversations.owner_id')
    .where('conversations.owner_id', 'in', agents)
    .where('conversations.state', '!=', 'closed')
    .orderBy('conversations.started_at')
    .execute();
}

/** What people are in without having it. */
async function readJoined(db: Database, people: readonly string[]) {
  if (people.length === 0) return [];
  const rows = await db
    .selectFrom('members')
    .innerJoin('channels', 'channels.id', 'members.channel_id')
    .innerJoin('conversations', 'conversations.channel_id', 'channels.id')
    .where('members.person_id', 'in', people)
    .where('members.part', '!=', '')
    .selectAll('conversations')
    .select(['channels.head', 'channels.member_version', 'members.seen_seq'])
    .select(['members.person_id as member', 'members.part'])
    .execute();
  return rows.map((row) => ({ row: row as Row, part: row.part }));
}

/** Private notes beside conversations that go on. */
async function readNotes(db: Database, people: readonly string[]) {
  if (people.length === 0) return [];
  const rows = await db
    .selectFrom('members')
    .innerJoin('channels', 'channels.id', 'members.channel_id')
    .innerJoin('conversations', 'conversations.notes_id', 'channels.id')
    .where('members.person_id', 'in', people)
    .where('channels.kind', '=', 'notes')
    .where('conversations.state', '!=', 'closed')
    .select(['members.person_id', 'members.seen_seq', 'channels.id', 'channels.head'])
    .select(['channels.member_version as memberVersion', 'conversations.visitor_name'])
    .select('conversations.channel_id')
    .execute();
  return rows.map((row) => ({
    person: row.person_id,
    channel: presentNotes(row, row, row.seen_seq),
  }));
}

async function readOpen(db: Database, visitors: readonly string[]): Promise<Row[]> {
  if (visitors.length === 0) return [];
  return selectConversations(db, 'conversations.visitor_id')
    .where('conversations.visitor_id', 'in', visitors)
    .where('conversations.state', '!=', 'closed')
    .execute();
}

async function readLatest(db: Database, visitors: readonly string[]): Promise<Row[]> {
  if (visitors.length === 0) return [];
  const rows = await selectConversations(db, 'conversations.visitor_id')
    .innerJoin(
      (eb) =>
        eb
          .selectFrom('conversations as past')
          .where('past.visitor_id', 'in', visitors)
          .groupBy('past.visitor_id')
          .select((one) => [
            'past.visitor_id as visitor',
            one.fn.max('past.started_at').as('last_at'),
          ])
          .as('latest'),
      (join) =>
        join
          .onRef('latest.visitor', '=', 'conversations.visitor_id')
          .onRef('latest.last_at', '=', 'conversations.started_at'),
    )
    .orderBy('conversations.id')
    .execute();
  // Two may have begun in the same millisecond.
  return [...new Map(rows.map((row) => [row.member, row])).values()];
}

/** Conversations with their channels, as `person`, a column of theirs, is a member of them. */
function selectConversations(
  db: Database,
  person: 'conversations.owner_id' | 'conversations.visitor_id',
) {
  return db
    .selectFrom('conversations')
    .innerJoin('channels', 'channels.id', 'conversations.channel_id')
    .innerJoin('members', (join) =>
      join.onRef('members.channel_id', '=', 'channels.id').onRef('members.person_id', '=', person),
    )
    .selectAll('conversations')
    .select(['channels.head', 'channels.member_version', 'members.seen_seq'])
    .select('members.person_id as member');
}
