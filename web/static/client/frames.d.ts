import type {
  ChannelFrame,
  ConversationFrame,
  ErrorFrame,
  MessageChangedFrame,
  MessageFrame,
  NoticeFrame,
  PresenceFrame,
  ServerFrame,
  TeamFrame,
  WelcomeFrame,
} from '../../../internal/contract/server-frames.ts';
import type { Conversation } from '../../../internal/contract/entries.ts';
import type { Tokens } from '../../../internal/contract/logins.ts';
import type { Person } from '../../../internal/contract/people.ts';
import type { PresenceState } from '../../../internal/contract/presence.ts';

export type {
  ChannelFrame,
  Conversation,
  ConversationFrame,
  ErrorFrame,
  MessageChangedFrame,
  MessageFrame,
  NoticeFrame,
  Person,
  PresenceFrame,
  PresenceState,
  ServerFrame,
  TeamFrame,
  Tokens,
  WelcomeFrame,
};

/** What a channel's log holds. */
export type Entry =
  | MessageFrame
  | MessageChangedFrame
  | NoticeFrame
  | TeamFrame
  | (ConversationFrame & { seq: number; ts: string; reason: string });

/** What concerns an agent's desk, or a guest who is invited. */
export type DeskFrame = Extract<
  ServerFrame,
  {
    op: 'desk' | 'bell' | 'offer_missed' | 'guests' | 'invited' | 'invitation' | 'invitation_ended';
  }
>;

/**
 * A conversation on the waiting list, with its last lines, oldest first, and why an automation
 * handed it over.
 */
export type Waiting = Conversation & {
  last: NonNullable<ConversationFrame['last']>;
  note?: string;
  /** To whom it is offered until when, and why. */
  offer?: ConversationFrame['offer'];
  left_message?: true;
};

/**
 * What a message is beside its text: a file whose id is its `data`, the answer to another; the
 * conversation beside which it is a private note, while no channel of its notes is known.
 */
export type WriteOptions = { type?: MessageFrame['type']; replyTo?: number; notesOf?: string };

/** `sending` has no answer yet; `failed` keeps its text, says why and waits for the person. */
export type OutboxItem = WriteOptions & {
  cid: string;
  /**
   * `<channel>` or `<team>:<person>`; null until its conversation has started, or its notes are
   * open.
   */
  channelId: string | null;
  data: string;
  at: string;
  state: 'sending' | 'stored' | 'failed';
  /** Who wrote it, once it is known who is signed in. */
  by?: string;
  /** Its place in the log, and when it was stored (`at`). */
  seq?: number;
  /** How often the server refused it for a moment. */
  tries?: number;
  /** Why it failed: a sentence for people, and the server's code. */
  reason?: string;
  code?: string;
};

/** Where a visitor stands in the queue: 1 is next; seconds, null when nobody can say. */
export type Place = { position: number; range: [number, number] | null };

export type Connection = {
  phase: 'connecting' | 'open' | 'waiting' | 'stopped';
  /** Why it is not open: a sentence for people. */
  reason?: string;
  /** When the next try starts, in milliseconds since 1970. */
  retryAtMs?: number;
};

/** What a client tells whoever draws it; they read its `state` for what changed. */
export type ClientEvent =
  | { type: 'connection'; connection: Connection }
  | { type: 'welcome'; user: Person }
  | { type: 'caught_up' }
  | { type: 'room'; channelId: string }
  /** Each message once, in the order of the log; `live`: it is news and not read elsewhere. */
  | { type: 'message'; channelId: string; message: MessageFrame; live: boolean }
  | { type: 'rooms' }
  | { type: 'waiting'; conversation: Waiting | null }
  | { type: 'availability' }
  /** Breaks, missed offers, who of the guests is here, invitations. */
  | { type: 'desk'; frame: DeskFrame }
  /** To a visitor's page: whatever a frame concerns may look different. */
  | { type: 'heard'; frame: ServerFrame }
  | { type: 'typing'; channelId: string }
  | { type: 'presence'; channelId: string }
  /** A message of mine is committed; told once, by its ack or by the log. */
  | { type: 'stored'; channelId: string; cid: string; seq: number; ts: string }
  | { type: 'outbox'; channelId: string | null }
  /** What was asked about a conversation is done: the state has it as it is now. */
  | { type: 'answered'; channelId: string }
  | { type: 'refused'; error: ErrorFrame };
