import type { Role } from '../../internal/contract/people.ts';

export type MessagesTable = {
  channel_id: string;
  seq: number;
  org_id: string;
  sender_id: string;
  sender_name: string;
  sender_role: Role;
  cid: string;
  /** `*` or a person. */
  recipient: string;
  type: 'text' | 'image' | 'video' | 'audio' | 'file';
  body: string;
  sent_at: Date;
  /** The `seq` of the message that this one answers. */
  reply_to: number | null;
  edited_at: Date | null;
  /** From then on `body` is empty. */
  deleted_at: Date | null;
};

/** What an edited message said before. */
export type RevisionsTable = {
  channel_id: string;
  seq: number;
  revision: number;
  body: string;
  made_at: Date;
};

export type ReactionsTable = {
  channel_id: string;
  seq: number;
  emoji: string;
  person_id: string;
  made_at: Date;
};

export type PinsTable = {
  channel_id: string;
  seq: number;
  person_id: string;
  made_at: Date;
};

/** A message before its channel numbers it. */
export type MessageDraft = Pick<
  MessagesTable,
  'sender_id' | 'sender_name' | 'sender_role' | 'cid' | 'recipient' | 'type' | 'body'
>;
