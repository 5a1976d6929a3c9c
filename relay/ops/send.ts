import { fitsMessage, maxTextLength, messageText } from '../../internal/contract/entries.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { ClientFrame } from '../../internal/contract/frames.ts';
import type { SendResult } from '../../internal/contract/messages.ts';
import type { Relay } from '../context.ts';
import type { Session } from '../sessions/session.ts';

/** Ids of the login and the names of the fields, beside what the client's own frame held. */
const addedBytes = 200;
const busyRetryMs = 1000;
const busyText = 'Too much is being sent at once. Nothing was stored; send it again.';

/** Puts a message into this turn's batch; its ack or error comes when it is decided. */
export function send(
  relay: Relay,
  session: Session,
  frame: ClientFrame<'send'>,
  frameBytes: number,
): void {
  const { id, channel_id, to, type, data } = frame;
  refuseContent(type, data);
  const message = { login: session.login, channel_id, id, to, type, data };
  const bytes = frameBytes + addedBytes;
  if (!relay.batcher.add({ message, bytes, sender: session }))
    session.settle(message, refuseBusy());
}

/** Not all come back at the same moment. */
function refuseBusy(): SendResult {
  const retry_ms = Math.round(busyRetryMs * (0.5 + Math.random()));
  return { code: 'rate_limited', message: busyText, retry_ms };
}

function refuseContent(type: string, data: string): void {
  if (!fitsMessage(data)) {
    const message = `The message is longer than ${maxTextLength} characters. Nothing was sent.`;
    throw new AppError('too_large', message);
  }
  if (type !== 'text') throw new AppError('invalid', 'type: only text can be sent yet.');
  const text = messageText.safeParse(data);
  if (!text.success) throw new AppError('invalid', `data: ${text.error.issues[0]!.message}.`);
}
