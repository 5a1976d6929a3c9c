export type InvitesTable = {
  id: string;
  org_id: string;
  /** SHA-256 of the secret in the link, hex. */
  hash: string;
  /** The team that whoever uses it joins. */
  team_id: string | null;
  note: string;
  made_by: string;
  made_at: Date;
  expires_at: Date;
  used_at: Date | null;
  used_by: string | null;
  revoked_at: Date | null;
};
