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
  /** What it may do at most, separated by commas; null for all that its person may. */
  scopes: string | null;
};

/** Each login has a family of these; the latest is good. */
export type RefreshTokensTable = {
  hash: string;
  login_id: string;
  made_at: Date;
  rotated_at: Date | null;
};

export type DevicesTable = { hash: string; person_id: string; used_at: Date };

export type LoginFailuresTable = {
  bucket: string;
  failures: number;
  failed_at: Date;
  blocked_until: Date | null;
};
