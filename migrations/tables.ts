/** What was done to a schema; each schema has such a table of its own. */
export type MigrationsTable = { id: number; name: string; applied_at: Date };
