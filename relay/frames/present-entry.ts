import type { Channel } from '../../internal/contract/channels.ts';
import type { Entry, TeamFacts, WaitingEntry } from '../../internal/contract/entries.ts';
import type {
  ChannelFrame,
  ConversationFrame,
  MessageChangedFrame,
  MessageFrame,
  NoticeFrame,
  TeamFrame,
} from '../../internal/contract/server-frames.ts';

type EntryFrame = MessageFrame | ConversationFrame | NoticeFrame | TeamFrame | MessageChangedFrame;

/** An entry as the people in its channel see it: field by field, so that nothing else gets out. */
export function presentEntry(channelId: string, entry: Entry): EntryFrame {
  switch (entry.kind) {
    case 'message':
      return {
        op: 'message',
        id: entry.id,
        channel_id: channelId,
        to: entry.to,
        type: entry.type,
        data: entry.data,
        from: entry.from,
        name: entry.name,
        role: entry.role,
        ts: entry.ts,
        seq: entry.seq,
        reply_to: entry.reply_to,
        edited_at: entry.edited_at,
        deleted: entry.deleted,
        pinned: entry.pinned,
        reactions: entry.reactions,
      };
    case 'conversation': {
      const { seq, ts, reason } = entry;
      return { op: 'conversation', ...presentConversation(entry.conversation), seq, ts, reason };
    }
    case 'notice': {
      const { seq, ts, code, text } = entry;
      return { op: 'notice', channel_id: channelId, seq, ts, code, text };
    }
    case 'team': {
      const { seq, ts, what, by, person, team } = entry;
      return {
        op: 'team',
        channel_id: channelId,
        seq,
        ts,
        what,
        by: { id: by.id, name: by.name },
        person: person && { id: person.id, name: person.name },
        team: presentTeam(team),
      };
    }
    case 'message_changed': {
      const { seq, ts, of, what, by, to, data, emoji } = entry;
      return {
        op: 'message_changed',
        channel_id: channelId,
        to,
        seq,
        ts,
        of,
        what,
        by: { id: by.id, name: by.name },
        data,
        emoji,
      };
    }
    case 'waiting':
      return presentWaiting(entry);
  }
}

/**
 * The same for one agent alone: what is offered to somebody else waits, for it can be taken. Every
 * agent sees what waits as waiting first.
 */
export function presentWaitingTo(person: string | undefined, entry: WaitingEntry) {
  const { conversation, offer } = entry;
  if (!offer || offer.to === person) return presentWaiting(entry);
  return presentWaiting({ ...entry, conversation: { ...conversation, state: 'waiting' } });
}

/** A line of a waiting list: `channel_id` is the conversation's, `list_seq` the list's position. */
export function presentWaiting(entry: WaitingEntry): ConversationFrame {
  return {
    op: 'conversation',
    ...presentConversation(entry.conversation),
    list_seq: entry.seq,
    ts: entry.ts,
    note: entry.note,
    offer: entry.offer && presentOffer(entry.offer),
    left_message: entry.left_message,
    team_id: entry.team_id,
    last: entry.last.map(({ name, role, data, ts }) => ({ name, role, data, ts })),
  };
}

function presentOffer({ to, ends_at, why }: NonNullable<WaitingEntry['offer']>) {
  return { to, ends_at, why };
}

export function presentConversation(
  conversation: WaitingEntry['conversation'],
): WaitingEntry['conversation'] {
  const { id, channel_id, state, owner, epoch, visitor, waiting_since } = conversation;
  const { left_message } = conversation;
  return {
    channel_id,
    state,
    owner: owner && { kind: owner.kind, id: owner.id, name: owner.name },
    id,
    epoch,
    visitor: { id: visitor.id, name: visitor.name },
    waiting_since,
    ...(left_message && { left_message }),
  };
}

export function presentChannel(channel: Channel): ChannelFrame {
  const { id, kind, name, head, seen, seen_by, conversation, team, direct } = channel;
  const { notes_of, watches } = channel;
  return {
    id: direct?.team_id ?? id,
    kind,
    to: direct?.person.id,
    name,
    head,
    seen,
    seen_by,
    conversation: conversation && presentConversation(conversation),
    team: team && { ...presentTeam(team), level: team.level },
    notes_of,
    watches,
    unread: channel.unread,
    mentions: channel.mentions,
  };
}

function presentTeam({ id, name, icon, active, version }: TeamFacts): TeamFacts {
  return { id, name, icon, active, version };
}
