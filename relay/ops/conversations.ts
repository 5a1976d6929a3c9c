import type { ClientFrame } from '../../internal/contract/frames.ts';
import type { Conversation } from '../../internal/contract/entries.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { email } from '../../internal/contract/people.ts';
import type { Relay } from '../context.ts';
import { presentConversation } from '../frames/present-entry.ts';
import { healJoining } from '../sessions/refresh.ts';
import { placeOf, takeSeat } from '../sessions/seating.ts';
import type { Session } from '../sessions/session.ts';

/** The visitor's open conversation, or a new one; either way it is live on this socket. */
export async function start(
  relay: Relay,
  session: Session,
  frame: ClientFrame<'start'>,
): Promise<void> {
  const starting = startAndSit(relay, session, frame);
  session.starting = starting;
  try {
    await starting;
  } finally {
    if (session.starting === starting) session.starting = null;
  }
}

async function startAndSit(
  relay: Relay,
  session: Session,
  frame: ClientFrame<'start'>,
): Promise<void> {
  if (frame.email !== undefined) requireEmail(frame.email);
  const answer = await relay.call.conversations.startConversation(
    { with: frame.with, language: frame.language, email: frame.email },
    session.callContext(),
  );
  const { channel, conversation, created, agents_online, next_opening } = answer;
  const seat = await takeSeat(relay, session, placeOf(channel), channel.head);
  if (!seat) return;
  session.send({
    op: 'started',
    channel_id: channel.id,
    conversation: presentConversation(conversation),
    created,
    agents_online,
    next_opening,
  });
  relay.places.tellNewcomer(session, channel.id);
  void session.catchUp.bring(seat);
}

export async function handoff(
  relay: Relay,
  session: Session,
  { channel_id }: ClientFrame<'handoff'>,
): Promise<void> {
  const { conversations } = relay.call;
  const answer = await conversations.handOff({ channel_id }, session.callContext());
  const { agents_online, next_opening } = answer;
  tellAsker(session, answer.conversation, { agents_online, next_opening });
}

export async function take(
  relay: Relay,
  session: Session,
  { channel_id }: ClientFrame<'take'>,
): Promise<void> {
  const { conversations } = relay.call;
  const answer = await conversations.takeConversation({ channel_id }, session.callContext());
  tellAsker(session, answer.conversation);
  healJoining(relay, session, channel_id);
}

export async function done(
  relay: Relay,
  session: Session,
  { channel_id, category }: ClientFrame<'done'>,
): Promise<void> {
  const { conversations } = relay.call;
  const closing = { channel_id, category };
  const answer = await conversations.closeConversation(closing, session.callContext());
  tellAsker(session, answer.conversation);
}

/** Throws `invalid` for what is no address. */
export function requireEmail(text: string): void {
  if (email.safeParse(text).success) return;
  throw new AppError('invalid', 'email: is not an e-mail address.');
}

/** Everybody in it, the asker too, gets the log's entry; this says that the wish was granted. */
export function tellAsker(
  session: Session,
  conversation: Conversation,
  staffing: { agents_online?: boolean; next_opening?: string } = {},
): void {
  session.send({ op: 'conversation', ...presentConversation(conversation), ...staffing });
}
