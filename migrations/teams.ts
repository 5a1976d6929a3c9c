import { columns as c, type Step } from './step.ts';

/** Teams: a channel for all of a team, and a thread for each two of its members who write. */
export const teamSteps: Step[] = [
  {
    id: 24,
    name: 'the team that a direct thread belongs to',
    schema: 'main',
    sql: `ALTER TABLE channels ADD COLUMN team_id ${c.id} NULL,
      ADD KEY channels_by_team (team_id)`,
    unless: { table: 'channels', column: 'team_id' },
  },
  {
    id: 25,
    name: 'what a member may do in a team: member, admin or super_admin',
    schema: 'main',
    sql: `ALTER TABLE members ADD COLUMN level ${c.word} NOT NULL DEFAULT 'member'`,
    unless: { table: 'members', column: 'level' },
  },
  {
    id: 26,
    name: 'teams; the id is the one of their channel',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS teams (
      id ${c.id} NOT NULL PRIMARY KEY,
      org_id ${c.id} NOT NULL,
      name ${c.name} NOT NULL,
      icon VARCHAR(2048) CHARACTER SET ascii COLLATE ascii_bin NULL,
      active BOOLEAN NOT NULL DEFAULT TRUE,
      super_admin ${c.id} NOT NULL,
      version INT NOT NULL DEFAULT 1,
      made_at ${c.time} NOT NULL,
      KEY teams_by_org (org_id, name),
      CONSTRAINT teams_channel FOREIGN KEY (id) REFERENCES channels (id) ON DELETE CASCADE
    ) ${c.tail}`,
  },
  {
    id: 27,
    name: 'tags of teams',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS team_tags (
      team_id ${c.id} NOT NULL,
      tag VARCHAR(50) NOT NULL,
      position TINYINT NOT NULL,
      PRIMARY KEY (team_id, tag),
      KEY team_tags_by_tag (tag),
      CONSTRAINT team_tags_team FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE
    ) ${c.tail}`,
  },
  {
    id: 28,
    name: 'direct threads: two people of a team, in the order of their ids',
    schema: 'main',
    sql: `CREATE TABLE IF NOT EXISTS threads (
      channel_id ${c.id} NOT NULL PRIMARY KEY,
      team_id ${c.id} NOT NULL,
      first_id ${c.id} NOT NULL,
      second_id ${c.id} NOT NULL,
      UNIQUE KEY threads_once (team_id, first_id, second_id),
      KEY threads_by_second (second_id),
      KEY threads_by_first (first_id),
      CONSTRAINT threads_channel FOREIGN KEY (channel_id) REFERENCES channels (id)
        ON DELETE CASCADE
    ) ${c.tail}`,
  },
];
