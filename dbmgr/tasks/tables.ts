import type { Generated } from 'kysely';

export type TasksTable = {
  id: string;
  org_id: string;
  automation: string;
  conversation_id: string;
  channel_id: string;
  /** The message it asks to answer. */
  seq: number;
  epoch: number;
  /** `dropped`: the owner changed first. `dead`: three deliveries stayed unanswered. */
  state: 'queued' | 'sent' | 'answered' | 'dropped' | 'dead';
  tries: Generated<number>;
  unanswered: Generated<number>;
  stream_seq: number | null;
  sent_at: Date | null;
  delivered_at: Date | null;
  ended_at: Date | null;
  reason: string | null;
  made_at: Date;
};
