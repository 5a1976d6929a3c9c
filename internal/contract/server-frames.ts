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
  /** To a visitor: the agent who has their conversation sees what they type before it is sent. */
  typing_preview?: true;
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
    /** For the visitor who waits: 1 is next. */
    position?: number;
    /** Seconds: the upper end of the range; both are absent when nobody can say. */
    estimate_s?: number;
    estimate_range_s?: [number, number];
    /** When it is closed: the next opening. With a position null says that it is open. */
    next_opening?: string | null;
    /** For agents: to whom it is offered until when, and why. */
    offer?: WaitingEntry['offer'];
    left_message?: true;
    team_id?: string;
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
  /** `text` comes to the owner alone, and is never stored. */
  | ({ op: 'typing'; from: string; name: string; role: Role; text?: string } & Address)
  | ({ op: 'seen'; from: string; seq: number } & Address)
  | {
      op: 'started';
      channel_id: string;
      conversation: Conversation;
      created: boolean;
      agents_online: boolean;
      next_opening?: string;
    }
  | { op: 'agents'; online: boolean }
  /** Guests who are here now, for the agent who asked. */
  | { op: 'guests'; guests: { id: string; name: string; since: string }[] }
  /** To a guest: an agent asks them to talk, until `ends_at`; `answer` says yes or no. */
  | { op: 'invitation'; id: string; from: { id: string; name: string }; ends_at: string }
  /** To the agent who asked. */
  | { op: 'invited'; id: string; person_id: string; ends_at: string }
  | {
      op: 'invitation_ended';
      id: string;
      outcome: 'accepted' | 'declined' | 'expired';
      channel_id?: string;
    }
  /** To an agent: whether they are on a break, why, and whether they want no bells. */
  | { op: 'desk'; paused: boolean; reason: string; dnd: boolean }
  /**
   * To whoever is to look: of these conversations nobody has acknowledged what a visitor wants.
   * `told` is for supervisors.
   */
  | {
      op: 'bell';
      step: 'repeated' | 'pushed' | 'returned' | 'told';
      conversations: { channel_id: string; name: string; kind: 'line' | 'waiting' }[];
    }
  | { op: 'offer_missed'; missed: number; of: number }
  | { op: 'automation'; name: string; running: boolean };
