import type { Generated } from 'kysely';

export type AuditTable = {
  id: Generated<number>;
  org_id: string;
  at: Date;
  actor_id: string | null;
  actor: string;
  actor_role: string;
  address: string;
  action: string;
  target_id: string | null;
  target: string;
  outcome: 'done' | 'refused';
  detail: string;
  request_id: string | null;
  previous_hash: string;
  hash: string;
};

export type AuditHeadsTable = { only_row: number; entry_id: number; hash: string };
