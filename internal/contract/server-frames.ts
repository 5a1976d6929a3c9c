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

/**
 * How a client calls a channel: by its id, and a direct thread by its team's and `to`, the other of
 * the two.
 */
export type Address = { channel_id: string; to?: string };

/** A channel in `welcome` and `joined`; of a direct thread `id` is its team's. */
export type ChannelFrame = Omit<Channel, 'member_version' | 'direct'> & { to?: string };

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
  to?: string;
  code: ErrorCode;
  message: string;
  retry_ms?: number;
};

/**
 * Who is there, in a channel of few: all of them when it is `complete` (nobody else is there), else
 * what changed. In a channel of many there are numbers alone, and no names are known any more.
 */
export type PresenceFrame = { op: 'presence' } & Address &
  (
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
  | ({ op: 'reset' } & Address)
  | ({ op: 'ack'; id: string; seq: number; ts: string } & Address)
  | ({ op: 'opened'; head: number } & Address)
  | ({ op: 'closed' } & Address)
  | { op: 'joined'; channel: ChannelFrame }
  | ({ op: 'left' } & Address)
  | ({ op: 'typing'; from: string; name: string; role: Role } & Address)
  | ({ op: 'seen'; from: string; seq: number } & Address)
  | {
      op: 'started';
      channel_id: string;
      conversation: Conversation;
      created: boolean;
      agents_online: boolean;
    }
  | { op: 'agents'; online: boolean }
  | { op: 'automation'; name: string; running: boolean };
