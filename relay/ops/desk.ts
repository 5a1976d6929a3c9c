import type { Conversation } from '../../internal/contract/entries.ts';
import type { ClientFrame, ClientOp } from '../../internal/contract/frames.ts';
import type { CallContext, Client } from '../../internal/contract/types.ts';
import type { Relay } from '../context.ts';
import { joinChannel } from '../sessions/seating.ts';
import { healJoining } from '../sessions/refresh.ts';
import type { Session } from '../sessions/session.ts';
import { requireEmail, tellAsker } from './conversations.ts';

type Call = Client<'relay'>['conversations'];
type Answer = Promise<{ conversation: Conversation | null }>;

/** An op that asks dbmgr and answers with the conversation as it then is. */
function asking<Op extends ClientOp>(
  ask: (call: Call, frame: Omit<ClientFrame<Op>, 'op'>, by: CallContext) => Answer,
) {
  return async (
    relay: Relay,
    session: Session,
    { op, ...frame }: ClientFrame<Op>,
  ): Promise<void> => {
    const { conversations } = relay.call;
    const { conversation } = await ask(conversations, frame, session.callContext());
    if (!conversation) return;
    tellAsker(session, conversation);
    // What became live by it is told by an event, which may be lost.
    if (joins.has(op)) healJoining(relay, session, conversation.channel_id);
  };
}

const joins = new Set<ClientOp>(['resume', 'watch', 'join', 'take_over', 'answer']);

/** What agents, supervisors and waiting visitors do beside talking. */
export const deskOps = {
  decline: asking<'decline'>((call, frame, by) => call.declineOffer(frame, by)),
  hold,
  resume: asking<'resume'>((call, frame, by) => call.resumeConversation(frame, by)),
  transfer: asking<'transfer'>((call, frame, by) => call.transferConversation(frame, by)),
  describe: asking<'describe'>((call, frame, by) => call.describeConversation(frame, by)),
  bring: asking<'bring'>((call, frame, by) => call.inviteColleague(frame, by)),
  leave: asking<'leave'>((call, frame, by) => call.leaveConversation(frame, by)),
  watch: asking<'watch'>((call, frame, by) => call.watchConversation(frame, by)),
  join: asking<'join'>((call, frame, by) => call.joinConversation(frame, by)),
  take_over: asking<'take_over'>((call, frame, by) => call.takeOverConversation(frame, by)),
  to_bot: asking<'to_bot'>((call, frame, by) => call.returnToAutomation(frame, by)),
  leave_message: asking<'leave_message'>((call, frame, by) => {
    if (frame.email !== undefined) requireEmail(frame.email);
    return call.leaveMessage(frame, by);
  }),
  answer: asking<'answer'>((call, frame, by) => call.answerInvitation(frame, by)),
  notes,
  invite,
  pause,
  unpause,
  dnd,
};

const askToHold = asking<'hold'>((call, frame, by) => call.holdConversation(frame, by));

/** What the agent has read by now counts: with something unread it is refused. */
async function hold(relay: Relay, session: Session, frame: ClientFrame<'hold'>): Promise<void> {
  await relay.seenMarks.flush();
  await askToHold(relay, session, frame);
}

async function notes(
  relay: Relay,
  session: Session,
  { channel_id }: ClientFrame<'notes'>,
): Promise<void> {
  const { conversations } = relay.call;
  const { channel } = await conversations.openNotes({ channel_id }, session.callContext());
  session.closed.delete(channel.id);
  await joinChannel(relay, session, channel, channel.head);
}

async function invite(
  { call }: Relay,
  session: Session,
  { person_id }: ClientFrame<'invite'>,
): Promise<void> {
  const asked = await call.conversations.inviteVisitor({ person_id }, session.callContext());
  const { id, ends_at } = asked.invitation;
  session.send({ op: 'invited', id, person_id, ends_at });
}

/** All sockets of this agent hear of it by the event. */
async function pause(
  { call }: Relay,
  session: Session,
  { reason }: ClientFrame<'pause'>,
): Promise<void> {
  await call.agents.pauseAgent({ reason }, session.callContext());
}

async function unpause({ call }: Relay, session: Session): Promise<void> {
  await call.agents.resumeAgent({}, session.callContext());
}

async function dnd({ call }: Relay, session: Session, { on }: ClientFrame<'dnd'>): Promise<void> {
  await call.agents.setDoNotDisturb({ on }, session.callContext());
}
