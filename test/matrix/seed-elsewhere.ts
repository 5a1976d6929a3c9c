import { randomUUID } from 'node:crypto';
import type { Stage } from '../../internal/testing/stage.ts';
import { enter, type Player, seedConversation } from './cast.ts';
import { seedBan, seedIdentityKey, seedInvite, seedKey } from './seed-accounts.ts';
import { seedResponse } from './seed-console.ts';
import { seedFileFor } from './seed-files.ts';
import { seedTeamFor } from './seed-teams.ts';

/** Another organisation, full of what somebody could be after. */
export type Elsewhere = {
  org: string;
  /** Stands in every name and text of it, and nowhere else. */
  marker: string;
  people: Player[];
  /** What stands where an id is asked for. */
  ids: Record<string, string>;
  /** What stands where a channel is asked for. */
  channels: Record<string, string>;
  task: string;
};

export async function seedElsewhere(stage: Stage): Promise<Elsewhere> {
  const marker = `northland${randomUUID().slice(0, 8)}`;
  const org = await stage.people.organisation('north');
  const [admin, agent, member, visitor, colleague] = [
    await enter(stage, 'admin', org),
    await enter(stage, 'offline agent', org),
    await enter(stage, 'member', org),
    await enter(stage, 'visitor', org),
    await enter(stage, 'member', org),
  ];
  // Nothing of it changes by the clock while somebody looks.
  await stage.sql(
    `INSERT INTO org_settings (org_id, version, settings, changed_at)
     VALUES (?, 0, '{"alarm_seconds":3600}', UTC_TIMESTAMP(3))`,
    [org],
  );
  const team = await seedTeamFor(stage, { player: 'super_admin', other: 'member' }, member, org);
  const plan = { team: 'a member of a team they hold', owner: 'other', state: 'sent' } as const;
  const file = await seedFileFor(stage, plan, member, org);
  const channels = {
    team: team.channel,
    'team with a file': file.channel,
    'conversation with a bot': await seedConversation(stage, { state: 'bot', visitor }),
    'waiting conversation': await seedConversation(stage, {
      state: 'waiting',
      visitor: await enter(stage, 'visitor', org),
    }),
    'open conversation': await seedConversation(stage, {
      state: 'open',
      visitor: await enter(stage, 'visitor', org),
      agent,
    }),
    'waiting list': `waiting-${org}`,
  };
  const ids = {
    admin: admin.id,
    agent: agent.id,
    member: member.id,
    visitor: visitor.id,
    colleague: colleague.id,
    'member of the team': team.id,
    organisation: org,
    team: team.channel,
    file: file.id,
    invitation: await seedInvite(stage, org),
    'access key': (await seedKey(stage, member)).id,
    'identity key': await seedIdentityKey(stage, org),
    ban: await seedBan(stage, org),
    'canned response': await seedResponse(stage, org, 'organisation', org),
  };
  await seedAutomation(stage, org);
  const task = await seedTask(stage, channels['conversation with a bot']);
  await mark(stage, org, marker);
  const people = [admin, agent, member, visitor, colleague];
  return { org, marker, people, ids, channels, task };
}

async function seedAutomation(stage: Stage, org: string): Promise<void> {
  const id = randomUUID();
  await stage.sql(
    `INSERT INTO people (id, org_id, role, name, active, online, added_at)
     VALUES (?, ?, 'automation', 'Theirs', TRUE, FALSE, UTC_TIMESTAMP(3))`,
    [id, org],
  );
  await stage.sql(
    `INSERT INTO automations (name, org_id, person_id, title, description, active, added_at)
     VALUES ('north-bot', ?, ?, 'Theirs', 'Theirs', TRUE, UTC_TIMESTAMP(3))`,
    [org, id],
  );
}

async function seedTask(stage: Stage, channel: string): Promise<string> {
  const task = randomUUID();
  await stage.sql(
    `INSERT INTO tasks (id, org_id, automation, conversation_id, channel_id, seq, epoch, state,
       tries, sent_at, made_at)
     SELECT ?, org_id, 'north-bot', id, channel_id, 1, 1, 'answered', 1, UTC_TIMESTAMP(3),
       UTC_TIMESTAMP(3)
     FROM conversations WHERE channel_id = ?`,
    [task, channel],
  );
  return task;
}

/** Whatever of it were to show somewhere would be known again. */
async function mark(stage: Stage, org: string, marker: string): Promise<void> {
  const texts: [string, string][] = [
    ['orgs', 'name'],
    ['people', 'name'],
    ['teams', 'name'],
    ['messages', 'body'],
    ['messages', 'sender_name'],
    ['conversations', 'visitor_name'],
    ['invites', 'note'],
    ['access_keys', 'name'],
    ['identity_keys', 'name'],
    ['bans', 'name'],
    ['canned_responses', 'name'],
    ['canned_responses', 'body'],
    ['attachments', 'name'],
    ['automations', 'title'],
  ];
  for (const [table, column] of texts) {
    const where = table === 'orgs' ? 'id' : 'org_id';
    // A file's message is the file's id.
    const isText = table === 'messages' ? " AND type = 'text'" : '';
    await stage.sql(
      `UPDATE ${table} SET ${column} = CONCAT('${marker} ', ${column}) WHERE ${where} = ?${isText}`,
      [org],
    );
  }
  await stage.sql(
    `INSERT INTO audit (org_id, at, actor, actor_role, address, action, target, outcome, detail,
       previous_hash, hash)
     VALUES (?, UTC_TIMESTAMP(3), ?, 'admin', '', 'agents.addAgent', ?, 'done', '', ?, ?)`,
    [org, marker, marker, '0'.repeat(64), '1'.repeat(64)],
  );
}
