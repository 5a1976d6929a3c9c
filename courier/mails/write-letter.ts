import type { SendMailOptions } from 'nodemailer';
import type { ClaimedMail, MailContent } from '../../internal/contract/mails.ts';

/** A mail with all that it says. */
export type Letter = ClaimedMail & { content: MailContent };

/**
 * As nodemailer takes it. The Message-ID follows from the mail's id alone, so that who gets it
 * twice can tell; machines do not answer it (RFC 3834, 5).
 */
export function writeLetter(letter: Letter, from: string): SendMailOptions {
  const { content } = letter;
  return {
    from: { name: letter.org_name, address: from },
    to: { name: '', address: letter.recipient },
    subject: letter.subject,
    date: new Date(letter.made_at),
    messageId: `<${letter.id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
    text: content.text,
    ...(content.html !== undefined && { html: content.html }),
    attachments: (content.attachments ?? []).map((one) => ({
      filename: one.name,
      contentType: one.content_type,
      content: Buffer.from(one.content, 'base64'),
    })),
  };
}
