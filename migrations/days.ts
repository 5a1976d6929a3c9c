import { columns as c, type Step } from './step.ts';

/** What a day at the desk leaves behind so that it can be replayed. */
export const daySteps: Step[] = [
  {
    id: 71,
    name: 'shifts: how each agent stood from when on; rows are only ever added',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS shifts (
      id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
      org_id ${c.id} NOT NULL,
      agent_id ${c.id} NOT NULL,
      at ${c.time} NOT NULL,
      state ${c.word} NOT NULL,
      seat_limit INT NOT NULL,
      languages VARCHAR(500) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      skills VARCHAR(1000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      teams TEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      KEY shifts_by_org (org_id, at),
      KEY shifts_by_agent (agent_id, id)
    ) ${c.tail}`,
  },
  {
    id: 72,
    name: 'what an invitation led to, so that its end can be told again',
    schema: 'main',
    sql: `ALTER TABLE invitations
      ADD COLUMN channel_id ${c.id} NULL,
      ADD KEY invitations_by_end (ended_at)`,
    unless: { table: 'invitations', column: 'channel_id' },
  },
];
