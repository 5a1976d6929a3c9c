import { columns as c, type Step } from './step.ts';

/** What agents work with beside the conversations themselves. */
export const consoleSteps: Step[] = [
  {
    id: 63,
    name: 'what a conversation was about, as its agent says at closing',
    schema: 'main',
    sql: `ALTER TABLE conversations
      ADD COLUMN category VARCHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL`,
    unless: { table: 'conversations', column: 'category' },
  },
  {
    id: 64,
    name: 'canned responses: an agent’s, a team’s, an organisation’s',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS canned_responses (
      id ${c.id} NOT NULL PRIMARY KEY,
      org_id ${c.id} NOT NULL,
      scope ${c.word} NOT NULL,
      holder_id ${c.id} NOT NULL,
      name ${c.name} NOT NULL,
      shortcut VARCHAR(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      body TEXT NOT NULL,
      version INT NOT NULL DEFAULT 1,
      changed_by ${c.id} NOT NULL,
      changed_at ${c.time} NOT NULL,
      UNIQUE KEY canned_responses_by_shortcut (org_id, holder_id, shortcut)
    ) ${c.tail}`,
  },
  {
    id: 65,
    name: 'where a visitor’s browser says that it is',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS visits (
      person_id ${c.id} NOT NULL PRIMARY KEY,
      org_id ${c.id} NOT NULL,
      page VARCHAR(2048) NULL,
      referrer VARCHAR(2048) NULL,
      zone VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
      at ${c.time} NOT NULL,
      CONSTRAINT visits_person FOREIGN KEY (person_id) REFERENCES people (id) ON DELETE CASCADE
    ) ${c.tail}`,
  },
];
