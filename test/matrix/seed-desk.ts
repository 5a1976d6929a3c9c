import { randomUUID } from 'node:crypto';
import type { Actor } from '../../internal/policy/matrix/actors.ts';
import { type DeskRelation, deskRelations } from '../../internal/policy/matrix/desk-rows.ts';
import type { Stage } from '../../internal/testing/stage.ts';
import { enter, type Player, seedConversation } from './cast.ts';

export function isOfDesk(relation: string): relation is DeskRelation {
  return (deskRelations as readonly string[]).includes(relation);
}

/** What the relation says for this player: a channel, an invitation's or a colleague's id. */
export async function seedDesk(
  stage: Stage,
  relation: DeskRelation,
  player: Player,
  actor: Actor,
): Promise<{ id: string; channel: string }> {
  const nothing = { id: randomUUID(), channel: randomUUID() };
  const isAgent = actor === 'online agent' || actor === 'offline agent';
  const open = async () =>
    seedConversation(stage, {
      state: 'open',
      visitor: actor === 'visitor' ? player : await enter(stage, 'visitor'),
      agent: isAgent ? player : await enter(stage, 'online agent'),
    });
  switch (relation) {
    case 'a conversation offered to them':
      return { ...nothing, channel: await offer(stage, player) };
    case 'their conversation on hold': {
      const channel = await open();
      const later = "state = 'on_hold', held_until = '2099-01-01'";
      await stage.sql(`UPDATE conversations SET ${later} WHERE channel_id = ?`, [channel]);
      return { ...nothing, channel };
    }
    case 'their open conversation, and a colleague':
      return { id: (await enter(stage, 'offline agent')).id, channel: await open() };
    case 'a conversation they help in': {
      const visitor = await enter(stage, 'visitor');
      const agent = await enter(stage, 'online agent');
      const channel = await seedConversation(stage, { state: 'open', visitor, agent });
      await stage.sql(
        `INSERT INTO members (channel_id, person_id, joined_version, joined_at, part)
         VALUES (?, ?, 1, UTC_TIMESTAMP(3), 'helper')`,
        [channel, player.id],
      );
      return { ...nothing, channel };
    }
    case 'an invitation to talk':
      return {
        ...nothing,
        id: await invite(stage, actor === 'visitor' ? player.id : randomUUID()),
      };
  }
}

async function offer(stage: Stage, player: Player): Promise<string> {
  const visitor = await enter(stage, 'visitor', player.org);
  const channel = await seedConversation(stage, { state: 'waiting', visitor });
  await stage.sql(
    `UPDATE conversations SET state = 'offered', offered_to = ?, offer_id = ?,
       offer_ends_at = '2099-01-01' WHERE channel_id = ?`,
    [player.id, randomUUID(), channel],
  );
  return channel;
}

async function invite(stage: Stage, visitor: string): Promise<string> {
  const id = randomUUID();
  const agent = await enter(stage, 'online agent');
  await stage.sql(
    `INSERT INTO invitations (id, org_id, agent_id, agent_name, visitor_id, pending_visitor_id,
       made_at, ends_at)
     VALUES (?, 'main', ?, 'An agent', ?, ?, UTC_TIMESTAMP(3), '2099-01-01')`,
    [id, agent.id, visitor, visitor],
  );
  return id;
}
