export type IdempotencyKeysTable = {
  person_id: string;
  /** SHA-256 of the key as the client sent it, hex. */
  hash: string;
  operation: string;
  input_hash: string;
  /** JSON of what was answered. Null until the work is done, which is in the same transaction. */
  output: string | null;
  made_at: Date;
};
