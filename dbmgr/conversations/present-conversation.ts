import type { Selectable } from 'kysely';
import type { Conversation } from '../../internal/contract/entries.ts';
import type { Role } from '../../internal/contract/people.ts';
import { type ConversationFacts, mayVisit } from '../../internal/policy/conversations.ts';
import type { ConversationsTable } from './tables.ts';

export type ConversationRow = Selectable<ConversationsTable>;

/** It waits for a person, or for one to accept it. */
export function isInQueue(state: ConversationRow['state']): boolean {
  return state === 'waiting' || state === 'offered';
}

/** A conversation as the people in it may know it. */
export function presentConversation(row: ConversationRow): Conversation {
  const isListed = isInQueue(row.state);
  const waits = isListed && row.waiting_since !== null;
  return {
    id: row.id,
    channel_id: row.channel_id,
    state: row.state,
    owner: presentOwner(row),
    epoch: row.epoch,
    visitor: { id: row.visitor_id, name: row.visitor_name },
    waiting_since: waits ? row.waiting_since!.toISOString() : null,
    ...(isListed && row.left_message === 1 && { left_message: true as const }),
  };
}

function presentOwner(row: ConversationRow): Conversation['owner'] {
  if (row.owner_kind === null || row.owner_id === null) return null;
  return { kind: row.owner_kind, id: row.owner_id, name: row.owner_name ?? '' };
}

/** What its channel is called: the other side's name. */
export function nameFor(role: Role, row: ConversationRow): string {
  if (!mayVisit(role)) return row.visitor_name;
  if (row.owner_name !== null) return row.owner_name;
  return row.state === 'closed' ? 'Conversation' : 'A person, soon';
}

export function factsOf(row: ConversationRow): ConversationFacts {
  return {
    org: row.org_id,
    state: row.state,
    visitorId: row.visitor_id,
    ownerKind: row.owner_kind,
    ownerId: row.owner_id,
    ownerName: row.owner_name,
  };
}
