import { z } from 'zod';
import { id, seq, timestamp } from './ids.ts';
import { role } from './people.ts';

export const maxTextLength = 10_000;

/** What a message carries: text, or an attachment whose id is its `data`. */
export const messageType = z.enum(['text', 'image', 'video', 'audio', 'file']);

/** NUL, ESC and their like, which no reader shows and some terminals obey. */
const control = /[^\P{Cc}\t\n\r]/u;

/**
 * Text as written: 1 to 10,000 code points of valid Unicode, not only white space, and of control
 * characters only tabs and ends of lines.
 */
export const messageText = z
  .string()
  .refine((text) => text.isWellFormed(), 'is not valid text')
  .refine((text) => !control.test(text), 'holds control characters')
  .refine((text) => text.trim().length > 0, 'is empty');

/** True when the text is within the limit; counts code points only when the length leaves doubt. */
export function fitsMessage(text: string): boolean {
  if (text.length <= maxTextLength) return true;
  if (text.length > 2 * maxTextLength) return false;
  return [...text].length <= maxTextLength;
}

/** A message's id is its sender's own; a retry with the same id is the same message. */
export const clientMessageId = id;

export const messageEntry = z.object({
  kind: z.literal('message'),
  seq,
  ts: timestamp,
  id: clientMessageId,
  to: z.string(),
  type: messageType,
  data: z.string(),
  from: id,
  name: z.string(),
  role,
  /** The `seq` of the message that this one answers. */
  reply_to: seq.optional(),
  /** What follows is how the message is now; a log entry tells when it becomes so. */
  edited_at: timestamp.optional(),
  /** A tombstone: `data` is empty. */
  deleted: z.literal(true).optional(),
  pinned: z.literal(true).optional(),
  /** Who reacted, by emoji. */
  reactions: z.record(z.string(), z.array(id)).optional(),
});
export type MessageEntry = z.infer<typeof messageEntry>;

export const conversationState = z.enum(['bot', 'waiting', 'offered', 'open', 'on_hold', 'closed']);
export type ConversationState = z.infer<typeof conversationState>;

export const owner = z.object({ kind: z.enum(['automation', 'agent']), id, name: z.string() });

/** A conversation as people in it see it. `owner` is null while it waits and when it is closed. */
export const conversation = z.object({
  id,
  channel_id: id,
  state: conversationState,
  owner: owner.nullable(),
  epoch: z.number().int(),
  visitor: z.object({ id, name: z.string() }),
  /** Since when it waits for a person; null when it does not. */
  waiting_since: timestamp.nullable(),
  /** The visitor left a message and does not wait here. */
  left_message: z.literal(true).optional(),
});
export type Conversation = z.infer<typeof conversation>;

/** A change of a conversation's state or owner is an entry of its channel's log. */
export const conversationEntry = z.object({
  kind: z.literal('conversation'),
  seq,
  ts: timestamp,
  conversation,
  /** Why it changed: `handoff`, `taken`, `closed`, `returned`, `unanswered`. */
  reason: z.string(),
});

export type ConversationEntry = z.infer<typeof conversationEntry>;

/** Something the mesh says to the people in a channel, e.g. that the automation is not running. */
export const noticeEntry = z.object({
  kind: z.literal('notice'),
  seq,
  ts: timestamp,
  code: z.string(),
  text: z.string(),
});

/** What a waiting list holds: a conversation of its organisation as it now is, for its agents. */
export const waitingEntry = z.object({
  kind: z.literal('waiting'),
  seq,
  ts: timestamp,
  conversation,
  /** Why an automation handed it over, in its own words, or an agent's; for the staff alone. */
  note: z.string().optional(),
  /** To whom it is offered until when, and one sentence that says why to them. */
  offer: z.object({ to: id, ends_at: timestamp, why: z.string() }).optional(),
  /** Only agents of this team can have it, and its lines are told to nobody else. */
  team_id: id.optional(),
  /** The visitor left a message and does not wait here. */
  left_message: z.literal(true).optional(),
  /** The last lines, oldest first. */
  last: z.array(z.object({ name: z.string(), role, data: z.string(), ts: timestamp })),
});
export type WaitingEntry = z.infer<typeof waitingEntry>;

const somebody = z.object({ id, name: z.string() });

/** A team as everybody in it sees it beside its members. */
export const teamFacts = z.object({
  id,
  name: z.string(),
  /** An https URI, or `attachment:` and the id of an image. */
  icon: z.string().nullable(),
  active: z.boolean(),
  version: z.number().int(),
});
export type TeamFacts = z.infer<typeof teamFacts>;

export const teamChange = z.enum([
  'created',
  'edited',
  'activated',
  'deactivated',
  'added',
  'removed',
  'left',
  'made_admin',
  'unmade_admin',
  'transferred',
]);
export type TeamChange = z.infer<typeof teamChange>;

/** A change of a team or of who is in it, as a line of its channel. */
export const teamEntry = z.object({
  kind: z.literal('team'),
  seq,
  ts: timestamp,
  what: teamChange,
  by: somebody,
  /** Whom it is about, where it is about somebody. */
  person: somebody.optional(),
  team: teamFacts,
});
export type TeamEntry = z.infer<typeof teamEntry>;

/** What became of an earlier message, `of` its `seq`. */
export const messageChangedEntry = z.object({
  kind: z.literal('message_changed'),
  seq,
  ts: timestamp,
  of: seq,
  what: z.enum(['edited', 'deleted', 'reacted', 'unreacted', 'pinned', 'unpinned']),
  by: somebody,
  /** As of a message: `*`, or in a direct thread the other of the two. */
  to: z.string(),
  /** The new text of an edited message. */
  data: z.string().optional(),
  emoji: z.string().optional(),
});
export type MessageChangedEntry = z.infer<typeof messageChangedEntry>;

/** One entry of a channel's log. */
export const entry = z.discriminatedUnion('kind', [
  messageEntry,
  conversationEntry,
  noticeEntry,
  waitingEntry,
  teamEntry,
  messageChangedEntry,
]);
export type Entry = z.infer<typeof entry>;
