import type { Generated } from 'kysely';

export type MailsTable = {
  /** Its Message-ID begins with it. */
  id: string;
  org_id: string;
  /** What it is about: a second mail of an organisation with the same key is never written. */
  mail_key: string;
  recipient: string;
  subject: string;
  /** JSON of `MailContent`. */
  content: string;
  state: 'waiting' | 'sent' | 'dead';
  tries: Generated<number>;
  made_at: Date;
  /** Not tried before; while it is being carried, when another try may begin. */
  due_at: Date;
  ended_at: Date | null;
  /** What the last try said. */
  failure: string | null;
};
