import { randomUUID } from 'node:crypto';
import type { FileRelation } from '../../internal/policy/matrix/file-rows.ts';
import type { TeamRelation } from '../../internal/policy/matrix/team-rows.ts';
import type { Stage } from '../../internal/testing/stage.ts';
import type { Player } from './cast.ts';
import { planFor, seedTeamFor } from './seed-teams.ts';

type FilePlan = { team: TeamRelation; owner: 'player' | 'other'; state: string };

const areIn = 'a member of a team they are in';
const areNot = 'a member of a team they are not in';

const plans: Record<FileRelation, FilePlan> = {
  'a file of theirs, not sent yet': { team: areIn, owner: 'player', state: 'ready' },
  "somebody else's file, not sent yet, in a team they are in": {
    team: areIn,
    owner: 'other',
    state: 'ready',
  },
  'a file sent into a team they are in': { team: areIn, owner: 'other', state: 'sent' },
  'a file sent into a team they are not in': { team: areNot, owner: 'other', state: 'sent' },
  'a file sent into a team of another organisation': {
    team: 'a member of a team of another organisation',
    owner: 'other',
    state: 'sent',
  },
  'an upload that waits': { team: areIn, owner: 'player', state: 'waiting' },
};

/** Undefined for a relation that is about no file. */
export function filePlanFor(relation: string): FilePlan | undefined {
  return Object.hasOwn(plans, relation) ? plans[relation as FileRelation] : undefined;
}

/** Makes the team, the file and the message that carries it, straight in the database. */
export async function seedFileFor(
  stage: Stage,
  { team, owner, state }: FilePlan,
  player: Player,
  elsewhere: string,
): Promise<{ id: string; channel: string }> {
  const named = await seedTeamFor(stage, planFor(team)!, player, elsewhere);
  const { channel } = named;
  const id = randomUUID();
  const person = owner === 'player' ? player.id : named.id;
  const seq = state === 'sent' ? await seedMessage(stage, channel, person, id) : null;
  await stage.sql(
    `INSERT INTO attachments (id, org_id, channel_id, person_id, name, content_type, size, state,
       has_thumbnail, seq, made_at)
     SELECT ?, org_id, id, ?, 'a file', 'application/octet-stream', 1, ?, FALSE, ?,
       UTC_TIMESTAMP(3)
     FROM channels WHERE id = ?`,
    [id, person, state, seq, channel],
  );
  return { channel, id };
}

async function seedMessage(
  stage: Stage,
  channel: string,
  sender: string,
  file: string,
): Promise<number> {
  await stage.sql('UPDATE channels SET head = head + 1 WHERE id = ?', [channel]);
  await stage.sql(
    `INSERT INTO messages (channel_id, seq, org_id, sender_id, sender_name, sender_role, cid,
       recipient, type, body, sent_at)
     SELECT id, head, org_id, ?, 'Somebody', 'member', 'a-file', '*', 'file', ?, UTC_TIMESTAMP(3)
     FROM channels WHERE id = ?`,
    [sender, file, channel],
  );
  const query = 'SELECT head FROM channels WHERE id = ?';
  const [row] = await stage.sql<{ head: number }>(query, [channel]);
  return row!.head;
}
