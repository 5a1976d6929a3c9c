import type { Bus } from '../../internal/bus/connect.ts';
import type { Database } from '../database/open-database.ts';

export type AlarmParts = {
  db: Database;
  bus: Bus | null;
  now: () => Date;
  /** Where links in mails lead. */
  publicUrl: string;
};
