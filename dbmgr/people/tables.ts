import type { ColumnType, Generated } from 'kysely';
import type { Role } from '../../internal/contract/people.ts';

export type Flag = ColumnType<number, boolean, boolean>;

export type OrgsTable = {
  id: string;
  name: string;
  added_at: Date;
  signup: Generated<'open' | 'invite' | 'off'>;
  active: ColumnType<number, boolean | undefined, boolean>;
  version: Generated<number>;
};

export type StoresTable = { id: string; only_row: number; made_at: Date };

export type PeopleTable = {
  id: string;
  org_id: string;
  role: Role;
  name: string;
  /** Canonical: see the contract's `email`. Null for visitors and automations. */
  email: string | null;
  /** What a visitor left to be written to; nobody is found by it. */
  contact_email: ColumnType<string | null, string | null | undefined, string | null>;
  /** Canonical: see the contract's `nick`. Null for whoever cannot be mentioned. */
  nick: string | null;
  /** PHC string of argon2id. */
  password_hash: string | null;
  active: Flag;
  online: ColumnType<number, boolean | undefined, boolean>;
  /** An agent to whom an admin gave the right. */
  may_ban: ColumnType<number, boolean | undefined, boolean>;
  seat_limit: number | null;
  auth_version: Generated<number>;
  version: Generated<number>;
  added_at: Date;
  last_login_at: Date | null;
};
