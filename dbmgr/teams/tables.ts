import type { Generated } from 'kysely';
import type { Flag } from '../people/tables.ts';

export type TeamsTable = {
  /** Also the id of the team's channel. */
  id: string;
  org_id: string;
  name: string;
  /** An https URI that nobody here fetches, or `attachment:` and an id. */
  icon: string | null;
  active: Flag;
  super_admin: string;
  version: Generated<number>;
  made_at: Date;
};

export type TeamTagsTable = { team_id: string; tag: string; position: number };

/** `first_id` sorts before `second_id`. */
export type ThreadsTable = {
  channel_id: string;
  team_id: string;
  first_id: string;
  second_id: string;
};
