import { z } from 'zod';
import { channel } from './channels.ts';
import { type Operation, operation } from './define.ts';
import { conversation } from './entries.ts';
import { maxHoldMinutes } from './frames.ts';
import { id, timestamp } from './ids.ts';
import { email } from './people.ts';
import { tag } from './tag.ts';
import { transferAim } from './transfer-aim.ts';

const inChannel = z.strictObject({ channel_id: id });
const answer = z.object({ conversation });
const usual = ['unauthenticated', 'forbidden', 'not_found', 'conflict'] as const;

const change = <Input extends z.ZodType>(input: Input) =>
  operation({ callers: ['relay'], bulkhead: 'writes', input, output: answer, errors: usual });

/** The same for visitors, who may come without script. */
const visiting = <Input extends z.ZodType>(input: Input) =>
  operation({
    callers: ['relay', 'web'],
    bulkhead: 'writes',
    input,
    output: answer,
    errors: usual,
  });

/** What the last one says to the next; never to the visitor. */
export const staffNote = z.string().trim().max(1000);

export const invitation = z.object({
  id,
  agent: z.object({ id, name: z.string() }),
  visitor_id: id,
  ends_at: timestamp,
});
export type Invitation = z.infer<typeof invitation>;

/** What agents, supervisors and visitors who wait do with a conversation besides talking. */
export const deskOperations = {
  /** The agent says no to what they are offered; it goes back to the front. */
  declineOffer: change(inChannel),
  /** Its agent sets it aside: it takes no seat until then, or until the visitor writes. */
  holdConversation: change(
    inChannel.extend({ minutes: z.number().int().min(1).max(maxHoldMinutes) }),
  ),
  /** Its agent takes it up again, with a seat. */
  resumeConversation: change(inChannel),
  /**
   * Its agent, or an admin whoever has it, gives it to another agent who has a seat, to a team's
   * agents at the front of the queue, or to an automation.
   */
  transferConversation: change(inChannel.extend({ to: transferAim, note: staffNote.default('') })),
  /** How urgent it is and what it takes, for the order and the choice; by its agent or an admin. */
  describeConversation: change(
    inChannel.extend({
      priority: z.number().int().min(-9).max(9).optional(),
      language: tag.nullable().optional(),
      skill: tag.nullable().optional(),
    }),
  ),
  /** The visitor does not wait any longer; who has time answers. */
  leaveMessage: visiting(inChannel.extend({ email: email.optional() })),
  /** The visitor who waits goes back to the automation they came from, or the usual one. */
  returnToAutomation: visiting(inChannel),
  /** Brings in a second agent, or a specialist who is in a team with whoever asks. */
  inviteColleague: change(inChannel.extend({ person_id: id })),
  /** Whoever was brought in, joined or watches goes. */
  leaveConversation: change(inChannel),
  /** An admin reads along, and nobody sees it. */
  watchConversation: change(inChannel),
  /** An admin writes too; everybody in it is told. */
  joinConversation: change(inChannel),
  /** An admin has it from now on. */
  takeOverConversation: change(inChannel),
  /**
   * The private notes beside a conversation, for the staff in it: a channel of its own, made when
   * first asked for.
   */
  openNotes: operation({
    callers: ['relay'],
    bulkhead: 'writes',
    input: inChannel,
    output: z.object({ channel }),
    errors: ['unauthenticated', 'forbidden', 'not_found'],
  }),
  /** An agent asks a guest to talk. */
  inviteVisitor: operation({
    callers: ['relay'],
    bulkhead: 'writes',
    input: z.strictObject({ person_id: id }),
    output: z.object({ invitation }),
    errors: usual,
  }),
  /** The guest says yes, which takes a seat, or no. */
  answerInvitation: operation({
    callers: ['relay'],
    bulkhead: 'writes',
    input: z.strictObject({ id, accept: z.boolean() }),
    output: z.object({ conversation: conversation.nullable() }),
    errors: usual,
  }),
} as const satisfies Record<string, Operation>;
