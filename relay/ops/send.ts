import { fitsMessage, maxTextLength, messageText } from '../../internal/contract/entries.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { ClientFrame } from '../../internal/contract/frames.ts';
import { idPattern } from '../../internal/contract/ids.ts';
import type { OutgoingMessage, SendResult } from '../../internal/contract/messages.ts';
import { threadId } from '../../internal/contract/threads.ts';
import { mayUseTeams } from '../../internal/policy/team-writing.ts';
import type { Relay } from '../context.ts';
import { mustWait, storeInTurn } from './store-in-turn.ts';
import { joinChannel } from '../sessions/seating.ts';
import type { OpeningThread, Session } from '../sessions/session.ts';

/** Ids of the login and the names of the fields, beside what the client's own frame held. */
const addedBytes = 200;
const busyRetryMs = 1000;
const busyText = 'Too much is being sent at once. Nothing was stored; send it again.';
/** Messages of one socket that may wait until their thread is there. */
const maxWaitingForThread = 64;

/** Puts a message into this turn's batch; its ack or error comes when it is decided. */
export function send(
  relay: Relay,
  session: Session,
  frame: ClientFrame<'send'>,
  frameBytes: number,
): void | Promise<void> {
  refuseContent(frame.type, frame.data);
  const { channel_id, to } = frame;
  if (to === '*' || !mayBeThread(session, channel_id)) {
    return store(relay, session, toMessage(session, frame, channel_id), frameBytes);
  }
  const id = threadId(channel_id, session.person!.id, to);
  const message = toMessage(session, frame, id);
  const opening = session.threads.get(id);
  if (opening || !session.seats.has(id)) {
    return storeWhenOpen(relay, session, { message, opening, teamId: channel_id, frameBytes });
  }
  return store(relay, session, message, frameBytes, channel_id);
}

function toMessage(
  { login }: Session,
  { id, to, type, data, reply_to }: ClientFrame<'send'>,
  channel_id: string,
): OutgoingMessage {
  const message: OutgoingMessage = { login, channel_id, id, to, type, data };
  if (reply_to !== undefined) message.reply_to = reply_to;
  return message;
}

/** In a conversation `to` is refused as ever. */
function mayBeThread({ person, seats }: Session, channelId: string): boolean {
  return mayUseTeams(person!.role) && !seats.get(channelId)?.log.conversation;
}

function store(
  relay: Relay,
  session: Session,
  message: OutgoingMessage,
  frameBytes: number,
  teamId?: string,
): void | Promise<void> {
  const settle = (result: SendResult) => session.settle(message, result, teamId);
  const add = () => addToBatch(relay, session, message, frameBytes, teamId);
  if (!mustWait(session, message)) return add();
  return storeInTurn(relay, session, { message, store: add, refuse: settle });
}

function addToBatch(
  relay: Relay,
  session: Session,
  message: OutgoingMessage,
  frameBytes: number,
  teamId: string | undefined,
): void {
  const queued = { message, bytes: frameBytes + addedBytes, sender: session, teamId };
  if (!relay.batcher.add(queued)) session.settle(message, refuseBusy(), teamId);
}

type Letter = {
  message: OutgoingMessage;
  opening: OpeningThread | undefined;
  teamId: string;
  frameBytes: number;
};

/** What is written meanwhile waits too, so that all of it is stored in the order it was written. */
async function storeWhenOpen(relay: Relay, session: Session, letter: Letter): Promise<void> {
  const { message, teamId, frameBytes } = letter;
  const opening = letter.opening ?? beginThread(relay, session, letter);
  if (opening.waiting >= maxWaitingForThread) {
    return session.settle(message, refuseBusy(), teamId);
  }
  opening.waiting++;
  await opening.opened;
  if (!session.isEnded) await store(relay, session, message, frameBytes, teamId);
}

/** Nobody may have written there before. */
function beginThread(relay: Relay, session: Session, { message, teamId }: Letter): OpeningThread {
  const { channel_id: id, to } = message;
  const opened = openThread(relay, session, teamId, to).finally(() => session.threads.delete(id));
  const opening = { opened, waiting: 0 };
  session.threads.set(id, opening);
  return opening;
}

async function openThread(
  relay: Relay,
  session: Session,
  team_id: string,
  person_id: string,
): Promise<void> {
  const wish = { team_id, person_id };
  const { channel } = await relay.call.channels.openThread(wish, session.callContext());
  // Its event says so as well, but perhaps later than what is written here comes back.
  const isWanted = !session.isEnded && !session.closed.has(channel.id);
  if (isWanted) await joinChannel(relay, session, channel, channel.head);
}

/** Not all come back at the same moment. */
function refuseBusy(): SendResult {
  const retry_ms = Math.round(busyRetryMs * (0.5 + Math.random()));
  return { code: 'rate_limited', message: busyText, retry_ms };
}

function refuseContent(type: string, data: string): void {
  if (type !== 'text') {
    if (idPattern.test(data)) return;
    throw new AppError('invalid', 'data: must be the id of an attachment.');
  }
  if (!fitsMessage(data)) {
    const message = `The message is longer than ${maxTextLength} characters. Nothing was sent.`;
    throw new AppError('too_large', message);
  }
  const text = messageText.safeParse(data);
  if (!text.success) throw new AppError('invalid', `data: ${text.error.issues[0]!.message}.`);
}
