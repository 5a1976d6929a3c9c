import { columns as c, type Step } from './step.ts';

/** What organisations keep in the store. */
export const fileSteps: Step[] = [
  {
    id: 38,
    name: "bytes of an organisation's files, counted as they come and go",
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS org_files (
      org_id ${c.id} NOT NULL PRIMARY KEY,
      bytes BIGINT NOT NULL
    ) ${c.tail}`,
  },
];
