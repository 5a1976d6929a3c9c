import type { Channel } from './channels.ts';
import type {
  Conversation,
  MessageChangedEntry,
  MessageEntry,
  TeamEntry,
  WaitingEntry,
} from './entries.ts';
import type { ErrorCode } from './errors.ts';
import type { Person, Role } from './people.ts';
import type { PresenceState } from './presence.ts';

/** A channel in `welcome` and `joined`. */
export type ChannelFrame = Omit<Channel, 'member_version'>;

export type WelcomeFrame = {
  op: 'welcome';
  user: Person & { online: boolean };
  store: string;
  channels: ChannelFrame[];
  agents_online: boolean;
  /** Seconds between the relay's protocol pings. */
  ping_s: number;
};

export type MessageFrame = { op: 'message'; channel_id: string } & Omit<MessageEntry, 'kind'>;

export type TeamFrame = { op: 'team'; channel_id: string } & Omit<TeamEntry, 'kind'>;

export type MessageChangedFrame = {
  op: 'message_changed';
  channel_id: string;
} & Omit<MessageChangedEntry, 'kind'>;

/**
 * A conversation as it now is. With `seq` it is an entry of its channel's log and comes to
 * everybody in it; with `list_seq` it stands on the waiting list; with neither it answers who
 * asked.
 */
export type ConversationFrame = { op: 'conversation' } & Conversation & {
    seq?: number;
    list_seq?: number;
    ts?: string;
    reason?: string;
    /** Why an automation handed it over; for agents alone. */
    note?: string;
    last?: WaitingEntry['last'];
    agents_online?: boolean;
  };

export type NoticeFrame = {
  op: 'notice';
  channel_id: string;
  seq: number;
  ts: string;
  code: string;
  text: string;
};

export type ErrorFrame = {
  op: 'error';
  /** The `op` that was refused, where it is known. */
  of?: string;
  id?: string;
  channel_id?: string;
  code: ErrorCode;
  message: string;
  retry_ms?: number;
};

/**
 * Who is there, in a channel of few: all of them when it is `complete` (nobody else is there), else
 * what changed. In a channel of many there are numbers alone, and no names are known any more.
 */
export type PresenceFrame = { op: 'presence'; channel_id: string } & (
  | { people: { id: string; state: PresenceState }[]; complete?: true }
  | { online: number; away: number }
);

/** Every frame a relay sends. */
export type ServerFrame =
  | WelcomeFrame
  | MessageFrame
  | ConversationFrame
  | NoticeFrame
  | TeamFrame
  | MessageChangedFrame
  | ErrorFrame
  | PresenceFrame
  | { op: 'caught_up' }
  | { op: 'pong' }
  | { op: 'reset'; channel_id: string }
  | { op: 'ack'; id: string; channel_id: string; seq: number; ts: string }
  | { op: 'opened'; channel_id: string; head: number }
  | { op: 'closed'; channel_id: string }
  | { op: 'joined'; channel: ChannelFrame }
  | { op: 'left'; channel_id: string }
  | { op: 'typing'; channel_id: string; from: string; name: string; role: Role }
  | { op: 'seen'; channel_id: string; from: string; seq: number }
  | {
      op: 'started';
      channel_id: string;
      conversation: Conversation;
      created: boolean;
      agents_online: boolean;
    }
  | { op: 'agents'; online: boolean }
  | { op: 'automation'; name: string; running: boolean };
