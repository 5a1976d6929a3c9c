import { CompiledQuery } from 'kysely';
import type { ConversationState } from '../../internal/contract/entries.ts';
import type { PlaceFacts } from '../../internal/policy/writing.ts';
import { listOf } from '../database/list-of.ts';

/** A conversation as its messages set something in motion. */
export type TalkPlace = {
  id: string;
  epoch: number;
  state: ConversationState;
  visitorId: string;
  /** The automation that owns it, by name. */
  automation: string | null;
};

/** A channel that this transaction holds. */
export type Place = {
  channelId: string;
  org: string;
  /** The last number given; it grows as messages are numbered. */
  head: number;
  memberVersion: number;
  facts: PlaceFacts;
  /** Null where nobody but people writes. */
  talk: TalkPlace | null;
};

type Common = { id: string; org_id: string; head: number; member_version: number };

type ConversationColumns = {
  conversation_id: string;
  state: ConversationState;
  visitor_id: string;
  owner_kind: 'automation' | 'agent' | null;
  owner_id: string | null;
  owner_name: string | null;
  automation: string | null;
  epoch: number;
};

type ThreadColumns = {
  first_id: string;
  second_id: string;
  first_there: string | null;
  second_there: string | null;
  thread_active: 0 | 1 | null;
};

type PlaceRow = Common &
  (
    | ({ kind: 'conversation' } & ConversationColumns)
    | { kind: 'team'; team_active: 0 | 1 }
    | ({ kind: 'direct' } & ThreadColumns)
    | { kind: 'notes' }
    | { kind: 'waiting_list' }
  );

/**
 * Asks for the channels, each with what it is of, and locks them in the order of their ids. Of a
 * thread's team nothing is locked, for its id may come before; `advanceChannels` looks again.
 */
export function askPlaces(channelIds: readonly string[]): CompiledQuery {
  const statement = `
    select straight_join channels.id, channels.org_id, channels.kind, channels.head,
      channels.member_version, conversations.id as conversation_id, conversations.state,
      conversations.visitor_id, conversations.owner_kind, conversations.owner_id,
      conversations.owner_name, conversations.automation, conversations.epoch,
      teams.active as team_active, threads.first_id, threads.second_id,
      first_member.person_id as first_there, second_member.person_id as second_there,
      (select one.active from teams one where one.id = channels.team_id) as thread_active
    from channels force index (primary)
    left join conversations on conversations.channel_id = channels.id
    left join teams on teams.id = channels.id
    left join threads on threads.channel_id = channels.id
    left join members first_member on first_member.channel_id = threads.channel_id
      and first_member.person_id = threads.first_id
    left join members second_member on second_member.channel_id = threads.channel_id
      and second_member.person_id = threads.second_id
    where channels.id in (${listOf('?', channelIds.length)})
    order by channels.id
    for update`;
  return CompiledQuery.raw(statement, [...channelIds]);
}

/** Those where people write: nobody does on a waiting list. */
export function presentPlaces(rows: readonly unknown[]): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const row of rows as PlaceRow[]) {
    const facts = presentFacts(row);
    if (!facts) continue;
    places.set(row.id, {
      channelId: row.id,
      org: row.org_id,
      head: row.head,
      memberVersion: row.member_version,
      facts,
      talk: row.kind === 'conversation' ? presentTalk(row) : null,
    });
  }
  return places;
}

function presentFacts(row: PlaceRow): PlaceFacts | null {
  switch (row.kind) {
    case 'conversation': {
      const { state, visitor_id: visitorId, owner_kind: ownerKind, owner_id: ownerId } = row;
      const ownerName = row.owner_name;
      const conversation = { org: row.org_id, state, visitorId, ownerKind, ownerId, ownerName };
      return { kind: 'conversation', conversation };
    }
    case 'team':
      return { kind: 'team', team: { isActive: row.team_active === 1 } };
    case 'direct': {
      const people = [
        { id: row.first_id, isThere: row.first_there !== null },
        { id: row.second_id, isThere: row.second_there !== null },
      ];
      return { kind: 'direct', thread: { isActive: row.thread_active === 1, people } };
    }
    case 'notes':
      return { kind: 'notes' };
    default:
      return null;
  }
}

function presentTalk(row: ConversationColumns): TalkPlace {
  const { conversation_id: id, epoch, state, visitor_id: visitorId, automation } = row;
  return { id, epoch, state, visitorId, automation };
}
