import type { Generated } from 'kysely';
import type { CannedScope } from '../../internal/contract/canned-responses.ts';

export type CannedResponsesTable = {
  id: string;
  org_id: string;
  scope: CannedScope;
  /** The agent, the team or the organisation whose it is. */
  holder_id: string;
  name: string;
  /** Unique for its holder. */
  shortcut: string;
  body: string;
  version: Generated<number>;
  changed_by: string;
  changed_at: Date;
};
