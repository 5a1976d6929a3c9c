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
};

/** A message before its channel numbers it. */
export type MessageDraft = Pick<
  MessagesTable,
  'sender_id' | 'sender_name' | 'sender_role' | 'cid' | 'recipient' | 'type' | 'body'
>;
