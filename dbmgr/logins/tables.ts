export type LoginsTable = {
  id: string;
  person_id: string;
  auth_version: number;
  /** SHA-256, hex. Null for a login that lives in a browser session only. */
  refresh_hash: string | null;
  address: string;
  started_at: Date;
  used_at: Date;
  expires_at: Date;
  ended_at: Date | null;
};

export type DevicesTable = { hash: string; person_id: string; used_at: Date };

export type LoginFailuresTable = {
  bucket: string;
  failures: number;
  failed_at: Date;
  blocked_until: Date | null;
};
