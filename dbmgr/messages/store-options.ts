import type { Teller } from '../channels/announce.ts';
import type { Database } from '../database/open-database.ts';
import type { Memory } from './memory.ts';

export type StoreOptions = Teller & {
  db: Database;
  memory: Memory;
  /** Conversations whose automations have something to do. */
  onTasks: (conversationIds: string[]) => void;
};
