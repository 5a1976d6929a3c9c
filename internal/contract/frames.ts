import { z } from 'zod';
import { visit } from './desks.ts';
import { clientMessageId, messageType } from './entries.ts';
import { automationName, id, seq } from './ids.ts';
import { tag } from './tag.ts';
import { transferAim } from './transfer-aim.ts';
import { presenceChoice } from './presence.ts';

/** A larger frame closes the socket with 1009. */
export const maxFrameBytes = 64 * 1024;

/** Channels that one `hello` may resume. */
export const maxResumedChannels = 200;

/** Three days. */
export const maxHoldMinutes = 4320;

/** Why a relay closes a socket (RFC 6455, 7.4; 4xxx are Natter's own). */
export const closeCodes = {
  restarting: 1012,
  tryLater: 1013,
  badFrame: 4400,
  unauthenticated: 4401,
  revoked: 4403,
  helloTimeout: 4408,
  tooFast: 4429,
} as const;

/** A channel, or a person's direct thread in it: `<team>:<person>`. */
const resumeKey = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9_-]{1,64})?$/, 'must be the id of a channel');

const resume = z
  .record(resumeKey, seq)
  .refine((positions) => Object.keys(positions).length <= maxResumedChannels, 'holds too many');

const inChannel = <Op extends string>(op: Op) =>
  z.strictObject({ op: z.literal(op), channel_id: id });

/** The same in a direct thread, whose `channel_id` is its team's: `to` is the other of the two. */
const inThread = <Op extends string>(op: Op) => inChannel(op).extend({ to: id.optional() });

/**
 * Every frame a client may send, by its `op`; any other key, `from`, `ts` and `seq` too, is
 * refused.
 */
export const clientFrames = {
  hello: z.strictObject({
    op: z.literal('hello'),
    token: z.string().max(4096),
    store: id.optional(),
    resume: resume.optional(),
    /** How the person is shown from the first moment on. */
    presence: presenceChoice.optional(),
  }),
  send: z.strictObject({
    op: z.literal('send'),
    id: clientMessageId,
    channel_id: id,
    to: z.union([z.literal('*'), id]),
    type: messageType,
    data: z.string(),
    /** The `seq` of the message that this one answers. */
    reply_to: seq.min(1).optional(),
  }),
  /** With `before`, what lies between the two is sent once, and nothing becomes live by it. */
  open: inThread('open').extend({ after: seq, before: seq.optional() }),
  close: inThread('close'),
  /** `text`: what is typed, for the agent where the visitor's organisation lets them see it. */
  typing: inThread('typing').extend({ text: z.string().max(500).optional() }),
  seen: inThread('seen').extend({ seq }),
  start: z.strictObject({
    op: z.literal('start'),
    with: z.union([z.literal('person'), automationName]),
    /** What the visitor speaks, as a language tag. */
    language: tag.optional(),
    email: z.string().max(254).optional(),
  }),
  handoff: inChannel('handoff'),
  take: inChannel('take'),
  /** An agent says what it was about, in one of their organisation's words. */
  done: inChannel('done').extend({ category: z.string().max(60).optional() }),
  /** No to what is offered; `take` is yes. */
  decline: inChannel('decline'),
  hold: inChannel('hold').extend({ minutes: z.number().int().min(1).max(maxHoldMinutes) }),
  resume: inChannel('resume'),
  transfer: inChannel('transfer').extend({
    to: transferAim,
    note: z.string().max(1000).default(''),
  }),
  describe: inChannel('describe').extend({
    priority: z.number().int().min(-9).max(9).optional(),
    language: tag.nullable().optional(),
    skill: tag.nullable().optional(),
  }),
  /** A second agent or a specialist comes; they leave with `leave`. */
  bring: inChannel('bring').extend({ person_id: id }),
  leave: inChannel('leave'),
  /** An admin reads along unseen, writes too, or has it from now on. */
  watch: inChannel('watch'),
  join: inChannel('join'),
  take_over: inChannel('take_over'),
  /** The private notes beside a conversation become live. */
  notes: inChannel('notes'),
  /** The visitor waits no longer: they leave a message, or go back to the automation. */
  leave_message: inChannel('leave_message').extend({ email: z.string().max(254).optional() }),
  to_bot: inChannel('to_bot'),
  /** Who of the guests is here; an agent invites one, who answers. */
  guests: z.strictObject({ op: z.literal('guests') }),
  invite: z.strictObject({ op: z.literal('invite'), person_id: id }),
  answer: z.strictObject({ op: z.literal('answer'), id, accept: z.boolean() }),
  /** An agent's break, and its end. */
  pause: z.strictObject({ op: z.literal('pause'), reason: z.string().max(200).default('') }),
  unpause: z.strictObject({ op: z.literal('unpause') }),
  dnd: z.strictObject({ op: z.literal('dnd'), on: z.boolean() }),
  /** A visitor's browser says where it is. */
  about: visit.extend({ op: z.literal('about') }),
  presence: z.strictObject({ op: z.literal('presence'), state: presenceChoice }),
  ping: z.strictObject({ op: z.literal('ping') }),
} as const;

export type ClientOp = keyof typeof clientFrames;
export type ClientFrame<Op extends ClientOp = ClientOp> = z.output<(typeof clientFrames)[Op]>;

export function isClientOp(op: unknown): op is ClientOp {
  return typeof op === 'string' && Object.hasOwn(clientFrames, op);
}
