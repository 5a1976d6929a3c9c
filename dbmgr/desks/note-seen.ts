import { type Kysely, sql } from 'kysely';
import { eachApart } from '../background/each-apart.ts';
import type { Teller } from '../channels/announce.ts';
import { waitingListId } from '../conversations/waiting-entries.ts';
import {
  joinWaitingList,
  leaveWaitingList,
  tellQueueMoved,
} from '../conversations/waiting-list.ts';
import { returnConversations } from '../conversations/return-conversations.ts';
import type { Database } from '../database/open-database.ts';
import type { Tables } from '../database/tables.ts';
import { retryContention, transact } from '../database/transact.ts';
import { readSettings } from '../organisations/read-settings.ts';
import { noteShifts } from '../days/note-shifts.ts';
import { lockDesk, readDesks } from './hold-desks.ts';

export type SeenParts = Teller & { db: Database };

type Agent = { id: string; org: string };

const maxLost = 100;

/** A relay has a socket of these agents: they are connected from now on. */
export async function noteSeen(parts: SeenParts, agents: readonly Agent[]): Promise<void> {
  if (agents.length === 0) return;
  await bringBack(parts, agents);
  const { db } = parts;
  const returning = await findReturning(parts, agents);
  const rows = agents
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, org }) => ({ person_id: id, org_id: org, seen_at: parts.now() }));
  await retryContention(() =>
    db
      .insertInto('desks')
      .values(rows)
      .onDuplicateKeyUpdate({ seen_at: sql<Date>`values(seen_at)` })
      .execute(),
  );
  if (returning.length > 0) {
    await transact(db, (tx) => noteShifts(tx, returning, parts.now()));
  }
  for (const org of new Set(agents.map((agent) => agent.org))) tellQueueMoved(parts, org);
}

/** These agents look at a page of ours; who is connected and does not is away. */
export async function notePresent(parts: SeenParts, agents: readonly Agent[]): Promise<void> {
  if (agents.length === 0) return;
  const ids = agents.map(({ id }) => id).toSorted();
  await retryContention(() =>
    parts.db
      .updateTable('desks')
      .set({ present_at: parts.now() })
      .where('person_id', 'in', ids)
      .execute(),
  );
}

/**
 * Who was lost though they never went offline has their place at the waiting list again. Until
 * they are seen, nothing is offered to them: what they read first is what waits.
 */
export async function bringBack(parts: SeenParts, agents: readonly Agent[]): Promise<void> {
  if (agents.length === 0) return;
  for (const agent of await findUnlisted(parts.db, agents)) {
    await transact(parts.db, async (tx, afterCommit) => {
      await lockDesk(tx, agent.id);
      await joinWaitingList(tx, afterCommit, parts, agent);
      await noteShifts(tx, [agent.id], parts.now());
    });
  }
}

/** Which of them did not count as connected until now. */
async function findReturning({ db, now }: SeenParts, agents: readonly Agent[]): Promise<string[]> {
  const ids = agents.map(({ id }) => id);
  const desks = await readDesks(db, ids, now());
  return ids.filter((id) => desks.get(id)?.connected !== true);
}

/** Agents whose these logins are, each once. */
export async function findAgents(
  db: Kysely<Tables>,
  logins: readonly string[],
): Promise<(Agent & { logins: string[] })[]> {
  const rows = await db
    .selectFrom('logins')
    .innerJoin('people', 'people.id', 'logins.person_id')
    .where('logins.id', 'in', logins)
    .where('logins.ended_at', 'is', null)
    .where('people.role', '=', 'agent')
    .where('people.active', '=', 1)
    .select(['people.id', 'people.org_id as org', 'logins.id as login'])
    .execute();
  return [...Map.groupBy(rows, ({ id }) => id).values()].map((some) => {
    const { id, org } = some[0]!;
    return { id, org, logins: some.map(({ login }) => login) };
  });
}

/** Online, and yet on no waiting list. */
function findUnlisted(db: Kysely<Tables>, agents: readonly Agent[]): Promise<Agent[]> {
  return db
    .selectFrom('people')
    .leftJoin('members', (join) =>
      join
        .onRef('members.person_id', '=', 'people.id')
        .on('members.channel_id', 'in', [...new Set(agents.map(({ org }) => waitingListId(org)))]),
    )
    .where(
      'people.id',
      'in',
      agents.map(({ id }) => id),
    )
    .where('people.online', '=', 1)
    .where('people.active', '=', 1)
    .where('people.role', '=', 'agent')
    .where('members.person_id', 'is', null)
    .select(['people.id', 'people.org_id as org'])
    .execute();
}

/**
 * Agents whose last socket went longer ago than the grace time: what they had goes back to the
 * front, and they are off the waiting list until they are seen again. Whoever went offline before,
 * and talked on, loses what is open; what is on hold waits for its visitor's word. Returns who it
 * was.
 */
export async function loseAgents(parts: SeenParts): Promise<string[]> {
  const { db } = parts;
  const atWork = await findAtWork(db);
  const lost: string[] = [];
  await eachApart([...Map.groupBy(atWork, ({ org }) => org)], async ([org, agents]) => {
    const { grace_seconds } = await readSettings(db, org);
    const before = new Date(parts.now().getTime() - grace_seconds * 1000);
    const silent = agents.filter(({ seen_at }) => seen_at !== null && seen_at < before);
    for (const agent of silent.slice(0, maxLost)) {
      if (await loseAgent(parts, agent, before)) lost.push(agent.id);
    }
  });
  return lost;
}

type AtWork = Agent & { seen_at: Date | null };

/** On the waiting list, so online, or with a conversation that is open. */
function findAtWork(db: Database): Promise<AtWork[]> {
  return db
    .selectFrom('desks')
    .where('seen_at', 'is not', null)
    .where((eb) =>
      eb.or([
        eb.exists(
          eb
            .selectFrom('members')
            .innerJoin('channels', 'channels.id', 'members.channel_id')
            .whereRef('members.person_id', '=', 'desks.person_id')
            .where('channels.kind', '=', 'waiting_list')
            .select('channels.id'),
        ),
        eb.exists(
          eb
            .selectFrom('conversations')
            .whereRef('conversations.owner_id', '=', 'desks.person_id')
            .where('conversations.state', '=', 'open')
            .select('conversations.id'),
        ),
      ]),
    )
    .select(['person_id as id', 'org_id as org', 'seen_at'])
    .execute();
}

function loseAgent(parts: SeenParts, agent: Agent, before: Date): Promise<boolean> {
  return transact(parts.db, async (tx, afterCommit) => {
    await lockDesk(tx, agent.id);
    const row = await tx
      .selectFrom('desks')
      .innerJoin('people', 'people.id', 'desks.person_id')
      .select(['desks.seen_at', 'people.online'])
      .where('desks.person_id', '=', agent.id)
      .executeTakeFirst();
    if (!row?.seen_at || row.seen_at >= before) return false;
    await returnConversations(tx, afterCommit, parts, agent.id, { andHeld: row.online === 1 });
    await noteShifts(tx, [agent.id], parts.now());
    await leaveWaitingList(tx, afterCommit, parts, agent);
    return true;
  });
}
