export type AccessKeysTable = {
  id: string;
  org_id: string;
  person_id: string;
  /** The login that acts when the key is used; it ends with the key. */
  login_id: string;
  name: string;
  /** The first characters of the key, by which its owner knows it again. */
  prefix: string;
  /** SHA-256 of the whole key, hex. */
  hash: string;
  /** Separated by commas. */
  scopes: string;
  made_at: Date;
  expires_at: Date;
  used_at: Date | null;
  revoked_at: Date | null;
};
