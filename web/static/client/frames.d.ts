import type {
  ChannelFrame,
  ConversationFrame,
  ErrorFrame,
  MessageFrame,
  NoticeFrame,
  ServerFrame,
  WelcomeFrame,
} from '../../../internal/contract/server-frames.ts';
import type { Conversation } from '../../../internal/contract/entries.ts';
import type { Tokens } from '../../../internal/contract/logins.ts';
import type { Person } from '../../../internal/contract/people.ts';

export type {
  ChannelFrame,
  Conversation,
  ConversationFrame,
  ErrorFrame,
  MessageFrame,
  NoticeFrame,
  Person,
  ServerFrame,
  Tokens,
  WelcomeFrame,
};

/** What a conversation's log holds. */
export type Entry =
  | MessageFrame
  | NoticeFrame
  | (ConversationFrame & { seq: number; ts: string; reason: string });

/** A conversation on the waiting list, with its last lines, oldest first. */
export type Waiting = Conversation & { last: NonNullable<ConversationFrame['last']> };

/** `sending` has no answer yet; `failed` keeps its text, says why and waits for the person. */
export type OutboxItem = {
  cid: string;
  /** Null until its conversation has started. */
  channelId: string | null;
  data: string;
  at: string;
  state: 'sending' | 'stored' | 'failed';
  seq?: number;
  reason?: string;
};

export type Connection = {
  phase: 'connecting' | 'open' | 'waiting' | 'stopped';
  /** Why it is not open: a sentence for people. */
  reason?: string;
  /** When the next try starts, in milliseconds since 1970. */
  retryAtMs?: number;
};

/** What a client tells whoever draws it. */
export type ClientEvent =
  | { type: 'connection'; connection: Connection }
  | { type: 'welcome'; user: Person }
  | { type: 'caught_up' }
  | { type: 'room'; channelId: string }
  | { type: 'message'; channelId: string; message: MessageFrame; live: boolean }
  | { type: 'rooms' }
  | { type: 'waiting'; conversation: Waiting | null }
  | { type: 'availability' }
  | { type: 'typing'; channelId: string }
  | { type: 'outbox'; channelId: string | null }
  | { type: 'refused'; error: ErrorFrame };
