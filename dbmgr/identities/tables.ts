import type { IdentityAlgorithm } from '../../internal/contract/identities.ts';

export type IdentityKeysTable = {
  id: string;
  org_id: string;
  name: string;
  algorithm: IdentityAlgorithm;
  /** The `x` of an Ed25519 key's JWK; null for a secret, which follows from the id. */
  public_key: string | null;
  made_by: string;
  made_at: Date;
  revoked_at: Date | null;
};

/** Who somebody is to an organisation's site: guests and accounts apart, so that none merge. */
export type IdentitiesTable = {
  org_id: string;
  kind: 'guest' | 'account';
  /** SHA-256 of the `sub`, hex. */
  sub_hash: string;
  sub: string;
  person_id: string;
  made_at: Date;
};

/** Signed identities that were exchanged, until they run out. */
export type IdentityTokensTable = { hash: string; org_id: string; expires_at: Date };
