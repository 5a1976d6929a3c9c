import type { ColumnType } from 'kysely';

/**
 * `waiting` for its upload, `ready` to be sent, `sent` with a message
 * or used as a team's icon, `refused` when its content
 * was not what may be sent, `gone` when it was swept.
 */
export type AttachmentState = 'waiting' | 'ready' | 'sent' | 'refused' | 'gone';

/** The sum of `size` of an organisation's attachments. */
export type OrgFilesTable = { org_id: string; bytes: number };

export type AttachmentsTable = {
  id: string;
  org_id: string;
  /** Where it may be sent: a team's channel, or a thread in it. */
  channel_id: string;
  person_id: string;
  name: string;
  /** As declared at first, as found by its content from `ready` on. */
  content_type: string;
  size: number;
  state: AttachmentState;
  reason: string | null;
  width: number | null;
  height: number | null;
  has_thumbnail: ColumnType<number, boolean | undefined, boolean>;
  /** The message that carries it. */
  seq: number | null;
  made_at: Date;
  checked_at: Date | null;
};
