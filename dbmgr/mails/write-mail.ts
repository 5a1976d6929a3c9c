import type { Kysely } from 'kysely';
import { v7 as uuid } from 'uuid';
import { AppError } from '../../internal/contract/errors.ts';
import type { MailContent } from '../../internal/contract/mails.ts';
import { email } from '../../internal/contract/people.ts';
import type { Tables } from '../database/tables.ts';

export type Mail = {
  org_id: string;
  to: string;
  subject: string;
  text: string;
  html?: string;
  attachments?: MailContent['attachments'];
  /** ≤ 190 ASCII characters; a second mail of the organisation with the same key is not written. */
  key: string;
  /** `context.now()`. */
  at: Date;
};

const maxSubject = 200;
const maxContent = 8 * 1024 ** 2;
/** What would end a header's line, or turn how it reads. */
const unfitForSubject = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/**
 * Writes a mail in the caller's transaction; the courier carries it once that is committed, at
 * least once and under one Message-ID. Answers whether it is new. Throws `invalid` for an address
 * that is none, `too_large` beyond 8 MiB with all that is attached.
 */
export async function writeMail(db: Kysely<Tables>, mail: Mail): Promise<boolean> {
  const { org_id, key, at } = mail;
  const content = { text: mail.text, html: mail.html, attachments: mail.attachments };
  const written = JSON.stringify(content satisfies MailContent);
  if (written.length > maxContent) throw new AppError('too_large', 'The mail is too large.');
  const recipient = email.safeParse(mail.to);
  if (!recipient.success) throw new AppError('invalid', 'The mail has no address to go to.');
  const row = {
    id: uuid(),
    org_id,
    mail_key: key,
    recipient: recipient.data,
    subject: presentSubject(mail.subject),
    content: written,
    state: 'waiting' as const,
    made_at: at,
    due_at: at,
    ended_at: null,
    failure: null,
  };
  const result = await db.insertInto('mails').ignore().values(row).executeTakeFirstOrThrow();
  return result.numInsertedOrUpdatedRows === 1n;
}

function presentSubject(text: string): string {
  return [...text.replaceAll(unfitForSubject, ' ').trim()].slice(0, maxSubject).join('');
}
