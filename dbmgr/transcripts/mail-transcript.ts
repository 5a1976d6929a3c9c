import { createHash } from 'node:crypto';
import { type Kysely, type RawBuilder, sql, type SqlBool } from 'kysely';
import { v7 as uuid } from 'uuid';
import { addressGroup } from '../../internal/addresses/address-group.ts';
import {
  mailboxOf,
  mailLimits,
  type MailsToday,
  refuseMailing,
} from '../../internal/policy/transcripts.ts';
import { createRenderer } from '../../internal/transcripts/renderer.ts';
import { wordsOf } from '../../internal/transcripts/words.ts';
import type { Context } from '../context.ts';
import type { Tables } from '../database/tables.ts';
import { transact, type Transaction } from '../database/transact.ts';
import { writeMail } from '../mails/write-mail.ts';
import { type Actor, readActor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';
import { readTranscriptPage, type TranscriptPage } from './read-transcript.ts';

export type MailWish = { channel_id: string; to: string; zone: string; language: string };

/** Of each of the two forms it goes out in; what is longer ends with a line that says so. */
const maxLetters = 1_000_000;
const dayMs = 86_400_000;

/** Writes the mail; the person's row is held, so that they cannot be quicker than their limit. */
export function mailTranscript(context: Context, wish: MailWish): Promise<Record<string, never>> {
  return transact(context.db, async (tx) => {
    const actor = await readActor(tx, context);
    const at = context.now();
    const first = await readTranscriptPage(tx, actor, wish.channel_id, 0);
    const day = `transcript-${at.toISOString().slice(0, 10)}-`;
    const network = networkOf(actor, context);
    const { to } = wish;
    enforce(refuseMailing(await countToday(tx, actor, { to, network, day, at })));
    const { text, html } = await write(tx, actor, wish, first);
    const { visitor } = first.conversation;
    const subject = wordsOf(wish.language).title.replace('{name}', () => visitor);
    const key = `${day}${network}.${actor.id}.${uuid()}`;
    await writeMail(tx, { org_id: actor.org, to, subject, text, html, key, at });
    return {};
  });
}

/** The pages after the first are read as they are written. */
async function write(
  tx: Transaction,
  actor: Actor,
  { channel_id, zone, language }: MailWish,
  first: TranscriptPage,
): Promise<{ text: string; html: string }> {
  const forms = (['text', 'html'] as const).map((format) => createRenderer(format, zone, language));
  let page = first;
  const pieces = forms.map((form) => [form.head(first.conversation)]);
  let letters = 0;
  let isCut = false;
  for (;;) {
    for (const line of page.lines) {
      const written = forms.map((form) => form.line(line));
      letters += written[1]!.length;
      isCut = letters > maxLetters;
      if (isCut) break;
      written.forEach((piece, at) => pieces[at]!.push(piece));
    }
    if (isCut || page.next === null) break;
    page = await readTranscriptPage(tx, actor, channel_id, page.next);
  }
  const { cut } = wordsOf(language);
  const [text, html] = forms.map((form, at) => pieces[at]!.join('') + form.foot()) as [
    string,
    string,
  ];
  if (!isCut) return { text, html };
  const shown = html.replace('</body>', () => `<p>${cut}</p></body>`);
  return { text: `${text}\n${cut}\n`, html: shown };
}

/** Guests are as many as they like, and their network is one; whoever has an account is known. */
function networkOf({ role }: Actor, { request: { address } }: Context): string {
  if (role !== 'user' || !address) return '';
  return createHash('sha256').update(addressGroup(address)).digest('hex').slice(0, 16);
}

type Asked = { to: string; network: string; day: string; at: Date };

/**
 * The keys of transcripts' mails begin with their day, from where and who wanted them. A mailbox
 * and a network are one for all organisations: who mails in the name of many is one sender.
 */
async function countToday(
  db: Kysely<Tables>,
  actor: Actor,
  { to, network, day, at }: Asked,
): Promise<MailsToday> {
  const mails = (prefix: string, most: number) =>
    db
      .selectFrom('mails')
      .where('mail_key', 'like', `${prefix}%`)
      .where('made_at', '>', new Date(at.getTime() - dayMs))
      .select('mail_key')
      .limit(most);
  const org = await mails(day, mailLimits.org).where('org_id', '=', actor.org).execute();
  const toThem = await mails(day, mailLimits.recipient)
    .where(isMailbox(mailboxOf(to)))
    .execute();
  const from = network && (await mails(`${day}${network}.`, mailLimits.network).execute());
  return {
    person: org.filter(({ mail_key }) => mail_key.split('.')[1] === actor.id).length,
    network: from.length,
    recipient: toThem.length,
    org: org.length,
  };
}

/** The address of a mailbox, plain or with something after a `+`. */
function isMailbox(mailbox: string): RawBuilder<SqlBool> {
  const tagged = mailbox.replace(/[\\%_]/g, '\\$&').replace(/@/, '+%@');
  return sql`(recipient = ${mailbox} OR recipient LIKE ${tagged})`;
}
