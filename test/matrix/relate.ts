import { randomUUID } from 'node:crypto';
import type { Actor } from '../../internal/policy/matrix/actors.ts';
import type { Relation } from '../../internal/policy/matrix/operation-rows.ts';
import type { Stage } from '../../internal/testing/stage.ts';
import { enter, type Player, seedConversation } from './cast.ts';
import { randomKey, seedBan, seedIdentityKey, seedInvite, seedKey } from './seed-accounts.ts';
import { isOfConsole, seedConsole } from './seed-console.ts';
import { isOfDesk, seedDesk } from './seed-desk.ts';
import { filePlanFor, seedFileFor } from './seed-files.ts';
import { planFor, seedTeamFor } from './seed-teams.ts';

/** What an input may name: a person or a thing of theirs, a channel, a task, an access key. */
export type Named = { id: string; channel: string; task: string; key: string };

const foreignOrg = 'elsewhere';

/** Makes what the relation says for this player, and returns its ids; others are of nothing. */
export async function relate(
  stage: Stage,
  relation: Relation,
  player: Player,
  actor: Actor,
): Promise<Named> {
  const nothing = { id: randomUUID(), channel: randomUUID(), task: randomUUID(), key: randomKey() };
  const person = async (who: Actor, org?: string) => (await enter(stage, who, org)).id;
  const plan = planFor(relation);
  if (plan) {
    return { ...nothing, ...(await seedTeamFor(stage, plan, player, await elsewhere(stage))) };
  }
  if (isOfDesk(relation)) {
    return { ...nothing, ...(await seedDesk(stage, relation, player, actor)) };
  }
  if (isOfConsole(relation)) {
    return { ...nothing, id: await seedConsole(stage, relation, player, await elsewhere(stage)) };
  }
  const filePlan = filePlanFor(relation);
  if (filePlan) {
    return { ...nothing, ...(await seedFileFor(stage, filePlan, player, await elsewhere(stage))) };
  }
  switch (relation) {
    case 'an admin':
      return { ...nothing, id: await person('admin') };
    case 'an agent':
      return { ...nothing, id: await person('offline agent') };
    case 'another super admin':
      return { ...nothing, id: await person('super admin') };
    case 'a member':
      return { ...nothing, id: await person('member') };
    case 'an invitation':
      return { ...nothing, id: await seedInvite(stage, 'main') };
    case 'an invitation of another organisation':
      return { ...nothing, id: await seedInvite(stage, await elsewhere(stage)) };
    case 'an access key of theirs':
      return { ...nothing, ...(await seedKey(stage, player)) };
    case "somebody else's access key":
      return { ...nothing, ...(await seedKey(stage, await enter(stage, 'member'))) };
    case 'a visitor':
      return { ...nothing, id: await person('visitor') };
    case 'somebody of another organisation':
      return { ...nothing, id: await person('admin', await elsewhere(stage)) };
    case 'another organisation':
      return { ...nothing, id: await stage.people.organisation(`org-${nothing.id.slice(0, 8)}`) };
    case 'a ban':
      return { ...nothing, id: await seedBan(stage, 'main') };
    case 'a ban of another organisation':
      return { ...nothing, id: await seedBan(stage, await elsewhere(stage)) };
    case 'a visitor of another organisation':
      return { ...nothing, id: await person('visitor', await elsewhere(stage)) };
    case 'an identity key':
      return { ...nothing, id: await seedIdentityKey(stage, 'main') };
    case 'an identity key of another organisation':
      return { ...nothing, id: await seedIdentityKey(stage, await elsewhere(stage)) };
    case 'their own organisation':
      return { ...nothing, id: player.org };
    case 'themselves':
      return { ...nothing, id: player.id };
    case 'the waiting list':
      return { ...nothing, channel: 'waiting-main' };
    case 'a task of theirs':
      return { ...nothing, task: await seedTask(stage, 'chat-bot', 1) };
    case 'a task of theirs whose conversation moved on':
      return { ...nothing, task: await seedTask(stage, 'chat-bot', 2) };
    case "another automation's task":
      return { ...nothing, task: await seedTask(stage, 'mat-bot', 1) };
    default:
      return { ...nothing, channel: await relateConversation(stage, relation, player, actor) };
  }
}

/** A task that was sent out while its conversation had epoch 1; it now has `epoch`. */
async function seedTask(stage: Stage, automation: string, epoch: number): Promise<string> {
  const visitor = await enter(stage, 'visitor');
  const channel = await seedConversation(stage, { state: 'bot', visitor });
  await stage.sql('UPDATE conversations SET epoch = ? WHERE channel_id = ?', [epoch, channel]);
  const task = randomUUID();
  await stage.sql(
    `INSERT INTO tasks (id, org_id, automation, conversation_id, channel_id, seq, epoch, state,
       tries, sent_at, made_at)
     SELECT ?, org_id, ?, id, channel_id, 1, 1, 'sent', 1, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3)
     FROM conversations WHERE channel_id = ?`,
    [task, automation, channel],
  );
  return task;
}

async function relateConversation(
  stage: Stage,
  relation: Relation,
  player: Player,
  actor: Actor,
): Promise<string> {
  const isAgent = actor === 'online agent' || actor === 'offline agent';
  const stranger = () => enter(stage, 'visitor');
  const theirs = async (state: 'bot' | 'open') =>
    seedConversation(stage, {
      state,
      visitor: actor === 'visitor' ? player : await stranger(),
      agent: isAgent ? player : await enter(stage, 'online agent'),
    });
  switch (relation) {
    case 'their conversation with an automation':
      return theirs('bot');
    case 'their open conversation':
      return theirs('open');
    case 'their closed conversation':
      return close(stage, await theirs('open'));
    case "a stranger's conversation with an automation":
      return seedConversation(stage, { state: 'bot', visitor: await stranger() });
    case "a stranger's open conversation": {
      const agent = await enter(stage, 'online agent');
      return seedConversation(stage, { state: 'open', visitor: await stranger(), agent });
    }
    case 'a waiting conversation':
      return seedConversation(stage, { state: 'waiting', visitor: await stranger() });
    case 'a waiting conversation of another organisation': {
      const visitor = await enter(stage, 'visitor', await elsewhere(stage));
      return seedConversation(stage, { state: 'waiting', visitor });
    }
    default:
      return randomUUID();
  }
}

/** Its visitor ends it, through the front door. */
async function close(stage: Stage, channel: string): Promise<string> {
  const [row] = await stage.sql<{ id: string }>(
    `SELECT logins.id FROM logins JOIN conversations ON visitor_id = person_id
     WHERE channel_id = ?`,
    [channel],
  );
  const call = await stage.call.relay();
  await call.conversations.closeConversation({ channel_id: channel }, { login: row!.id });
  return channel;
}

const founded = new WeakSet<Stage>();

async function elsewhere(stage: Stage): Promise<string> {
  if (!founded.has(stage)) await stage.people.organisation(foreignOrg);
  founded.add(stage);
  return foreignOrg;
}
