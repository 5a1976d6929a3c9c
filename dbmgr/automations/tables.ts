import type { Flag } from '../people/tables.ts';

export type AutomationsTable = {
  name: string;
  org_id: string;
  person_id: string;
  title: string;
  description: string;
  active: Flag;
  seen_at: Date | null;
  added_at: Date;
};
