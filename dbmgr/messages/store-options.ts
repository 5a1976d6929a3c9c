import type { Teller } from '../channels/announce.ts';
import type { Database } from '../database/open-database.ts';

export type StoreOptions = Teller & {
  db: Database;
  /** Conversations whose automations have something to do. */
  onTasks: (conversationIds: string[]) => void;
};
