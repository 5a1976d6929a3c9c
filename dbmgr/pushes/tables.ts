import type { Generated } from 'kysely';

export type PushSubscriptionsTable = {
  /** SHA-256 of the endpoint: one row a browser. */
  id: string;
  org_id: string;
  person_id: string;
  /** The sign-in that it came with, and ends with. */
  login_id: string;
  endpoint: string;
  p256dh: string;
  auth: string;
  made_at: Date;
};

export type PushesTable = {
  id: string;
  org_id: string;
  subscription_id: string;
  /** JSON of `PushNote`. */
  note: string;
  state: 'waiting' | 'sent' | 'dead' | 'gone' | 'late';
  tries: Generated<number>;
  made_at: Date;
  due_at: Date;
  /** Afterwards it is no news any more. */
  ends_at: Date;
  ended_at: Date | null;
  failure: string | null;
};

export type PushKeysTable = { only_row: number; public_key: string; noted_at: Date };
