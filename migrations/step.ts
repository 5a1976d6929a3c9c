/**
 * One numbered change of a schema: one DDL statement, safe to run again after a crash (MySQL
 * commits around every DDL statement, so a step cannot be rolled back). What adds to a table that
 * is there says by `unless` when it was done already: MySQL has no `ADD COLUMN IF NOT EXISTS`.
 */
export type Step = {
  /** Grows by one; its order is its history. Never renumber a released step. */
  id: number;
  name: string;
  schema: 'main' | 'sessions';
  sql: string;
  unless?: { table: string; column: string } | { table: string; index: string };
};

const id = 'VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin';

/** Column types by the names of what they hold, the same in every step. */
export const columns = {
  id,
  hash: 'CHAR(64) CHARACTER SET ascii COLLATE ascii_bin',
  word: 'VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin',
  email: 'VARCHAR(254) CHARACTER SET ascii COLLATE ascii_bin',
  name: 'VARCHAR(320) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
  time: 'DATETIME(3)',
  tail: 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin',
} as const;
