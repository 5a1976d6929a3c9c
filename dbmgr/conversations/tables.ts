import type { ColumnType, Generated } from 'kysely';
import type { ConversationState } from '../../internal/contract/entries.ts';

export type ConversationsTable = {
  id: string;
  org_id: string;
  channel_id: string;
  visitor_id: string;
  visitor_name: string;
  /** The visitor while it is not closed, else null: unique, so a visitor has one at a time. */
  open_visitor_id: string | null;
  state: ConversationState;
  owner_kind: 'automation' | 'agent' | null;
  /** A person's id, of an automation too. */
  owner_id: string | null;
  owner_name: string | null;
  /** The automation that owns it, by name; null for people. */
  automation: string | null;
  epoch: Generated<number>;
  waiting_since: Date | null;
  absence_told: ColumnType<number, boolean | undefined, boolean>;
  started_at: Date;
  changed_at: Date;
  closed_at: Date | null;
};
