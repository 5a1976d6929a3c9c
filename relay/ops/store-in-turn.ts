import { id as idSchema } from '../../internal/contract/ids.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { OutgoingMessage, SendResult } from '../../internal/contract/messages.ts';
import type { Relay } from '../context.ts';
import type { Session } from '../sessions/session.ts';

/** An image of many pixels takes a second or two. */
const lookMs = 8000;
const maxLength = 64;
const retryMs = 1000;

type Waiting = {
  message: OutgoingMessage;
  store: () => void;
  refuse: (refused: SendResult) => void;
};

/** Whether a message has to wait: it carries a file, or one is ahead of it in its channel. */
export function mustWait(session: Session, { type, channel_id }: OutgoingMessage): boolean {
  return type !== 'text' || session.lines.has(channel_id);
}

/**
 * Stores a message once its file was looked at, and what the same socket writes into that channel
 * meanwhile behind it, so that all of it stands in the order it was written. A file that cannot be
 * looked at is refused by itself; nobody else waits for it.
 */
export async function storeInTurn(relay: Relay, session: Session, letter: Waiting): Promise<void> {
  const { message, store, refuse } = letter;
  const { channel_id: channel } = message;
  const line = session.lines.get(channel) ?? { end: Promise.resolve(), length: 0 };
  if (line.length >= maxLength) {
    const text = 'Too much waits behind a file. Nothing was stored; send it again.';
    return refuse({ code: 'rate_limited', message: text, retry_ms: retryMs });
  }
  session.lines.set(channel, line);
  line.length++;
  const looked = lookAt(relay, session, message);
  line.end = line.end.then(async () => {
    const refused = await looked;
    if (--line.length === 0) session.lines.delete(channel);
    if (session.isEnded) return;
    if (refused) refuse(refused);
    else store();
  });
  await line.end;
}

/** Null when it may be stored; never throws. */
async function lookAt(
  relay: Relay,
  session: Session,
  { type, data: id }: OutgoingMessage,
): Promise<SendResult | null> {
  if (type === 'text') return null;
  if (!idSchema.safeParse(id).success) {
    return { code: 'invalid', message: 'A message with a file carries the id of an attachment.' };
  }
  const context = { ...session.callContext(), timeoutMs: lookMs };
  try {
    await relay.call.attachments.prepareAttachment({ id }, context);
    return null;
  } catch (error) {
    if (error instanceof AppError) {
      const { code, message, retryMs: retry_ms } = error;
      return { code, message, ...(retry_ms !== undefined && { retry_ms }) };
    }
    relay.log.error({ err: error }, 'a file could not be looked at');
    return { code: 'internal', message: 'The file could not be looked at. Send it again.' };
  }
}
