import { createHash } from 'node:crypto';
import { AppError } from '../../internal/contract/errors.ts';
import { defaultOrg } from '../../internal/contract/people.ts';
import type { SessionVisitor } from '../sessions/sessions.ts';
import type { WriteVisit } from '../routing/visit.ts';
import { visitorHere } from './form-address.ts';
import { orgOf } from './show-chat.ts';
import type { WriteFields } from './write-fields.ts';

/** With the organisation that is written to: the form's, else the address's. */
type Written = WriteFields & { org: string };

/**
 * Stores what a visitor without script wrote, in their open conversation or a new one. Who has none
 * becomes a new visitor, whose login only this browser's session knows. Throws an AppError with
 * `fields.text` when it is not taken.
 */
export async function writeByForm(visit: WriteVisit, written: WriteFields): Promise<void> {
  const fields = { ...written, org: written.org ?? (orgOf(visit) || defaultOrg) };
  const known = visitorHere(visit, fields.org)?.login;
  if (known !== undefined) {
    const isDone = await writeAs(visit, known, fields).catch((error: unknown) => {
      // The login is over; whoever sits here now is somebody new.
      if (error instanceof AppError && error.code === 'unauthenticated') return false;
      throw error;
    });
    if (isDone) return;
  }
  await writeAs(visit, await enter(visit, fields), fields);
}

/** A form that is sent again is one message, unless something else stands in it by then. */
function nameOf(id: string, text: string): string {
  return createHash('sha256').update(`${id} ${text}`).digest('hex').slice(0, 32);
}

/** A fresh anonymous visitor. Throws `rate_limited` like the chat's own door. */
async function enter({ app, calls, as }: WriteVisit, { nickname, email, org }: Written) {
  app.limits.count('chat_sessions', as.address, app.perMinute.chat_sessions);
  const wish = { nickname, email, org };
  const { token } = await calls.logins.startVisitor(wish, as);
  return (await app.tokens.read(token)).login;
}

async function writeAs(
  visit: WriteVisit,
  login: string,
  { id, text, with: partner, email, org }: Written,
): Promise<true> {
  const { calls, as, browser } = visit;
  const visitor = visitorHere(visit, org);
  const by = { ...as, login };
  const started = await calls.conversations.startConversation({ with: partner, email }, by);
  const channel = started.channel.id;
  const now: SessionVisitor = {
    ...(org === defaultOrg ? {} : { org }),
    login,
    channel,
    with: visitor?.channel === channel ? visitor.with : partner,
  };
  if (visitor?.login !== login || visitor.channel !== channel) await browser.keepVisitor(now);
  const message = {
    login,
    channel_id: channel,
    id: nameOf(id, text),
    to: '*',
    type: 'text' as const,
    data: text,
  };
  const { results } = await calls.messages.sendMessages({ messages: [message] }, by);
  const result = results[0]!;
  if ('seq' in result) return true;
  const fields = { text: result.message };
  const retry = result.retry_ms === undefined ? {} : { retryMs: result.retry_ms };
  throw new AppError(result.code, result.message, { fields, ...retry });
}
