import type { Channel, TeamLevel } from '../../internal/contract/channels.ts';
import type { TeamFacts } from '../../internal/contract/entries.ts';
import type { Role } from '../../internal/contract/people.ts';
import {
  type ConversationRow,
  nameFor,
  presentConversation,
} from '../conversations/present-conversation.ts';

export type Place = { head: number; member_version: number; seen_seq: number };

/** A conversation's channel as somebody of this role sees it. */
export function presentChannel(role: Role, row: ConversationRow, place: Place): Channel {
  return {
    id: row.channel_id,
    kind: 'conversation',
    name: nameFor(role, row),
    head: place.head,
    member_version: place.member_version,
    seen: place.seen_seq,
    conversation: presentConversation(row),
  };
}

/** A team's channel as somebody with this level sees it. */
export function presentTeamChannel(team: TeamFacts, level: TeamLevel, place: Place): Channel {
  return {
    id: team.id,
    kind: 'team',
    name: team.name,
    head: place.head,
    member_version: place.member_version,
    seen: place.seen_seq,
    conversation: null,
    team: { ...team, level },
  };
}

type Thread = { id: string; teamId: string };

/** A direct thread as the one of the two sees it who is not `other`. */
export function presentThread(
  { id, teamId }: Thread,
  other: { id: string; name: string },
  place: Place,
): Channel {
  return {
    id,
    kind: 'direct',
    name: other.name,
    head: place.head,
    member_version: place.member_version,
    seen: place.seen_seq,
    conversation: null,
    direct: { team_id: teamId, person: { id: other.id, name: other.name } },
  };
}
