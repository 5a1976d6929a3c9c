import type { Bus } from '../../internal/bus/connect.ts';
import type { Log } from '../../internal/log/log.ts';
import { startLoop } from '../background/loop.ts';
import type { Database } from '../database/open-database.ts';
import { transact } from '../database/transact.ts';
import { leaveWork } from './leave-work.ts';
import { isOpen } from '../logins/is-live.ts';

export type AbsenceParts = { db: Database; bus: Bus; log: Log; now: () => Date };

const intervalMs = 60_000;
const maxAgents = 100;

type Agent = { id: string; org: string };

/**
 * Once a minute looks for agents who hold a place at work though they cannot work: their last login
 * ran out, or their row was changed or deleted by hand.
 */
export function startAbsenceSweep(parts: AbsenceParts): AsyncDisposable {
  return startLoop({
    name: 'look for absent agents',
    everyMs: intervalMs,
    firstAfterMs: intervalMs * (0.5 + Math.random() * 0.5),
    log: parts.log,
    run: async () => void (await sendAbsentHome(parts)),
  });
}

/** Returns the ids of those who were sent home. */
export async function sendAbsentHome(parts: Omit<AbsenceParts, 'log'>): Promise<string[]> {
  const { db } = parts;
  const now = parts.now();
  const absent = [
    ...(await findSignedOut(db, now)),
    ...(await findGhostMembers(db)),
    ...(await findGhostOwners(db)),
  ];
  const byId = new Map(absent.map((agent) => [agent.id, agent]));
  for (const agent of byId.values()) {
    await transact(db, async (tx, afterCommit) => {
      await tx.selectFrom('people').where('id', '=', agent.id).select('id').forUpdate().execute();
      await leaveWork(tx, afterCommit, parts, agent);
    });
  }
  return [...byId.keys()];
}

/** Online, but none of their logins is alive. */
async function findSignedOut(db: Database, now: Date): Promise<Agent[]> {
  return db
    .selectFrom('people')
    .where('role', '=', 'agent')
    .where('online', '=', 1)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('logins')
            .whereRef('logins.person_id', '=', 'people.id')
            .whereRef('logins.auth_version', '=', 'people.auth_version')
            .where(isOpen(now))
            .select('logins.id'),
        ),
      ),
    )
    .select(['id', 'org_id as org'])
    .limit(maxAgents)
    .execute();
}

/** On a waiting list, but not somebody who is active and online. */
async function findGhostMembers(db: Database): Promise<Agent[]> {
  return db
    .selectFrom('channels')
    .innerJoin('members', 'members.channel_id', 'channels.id')
    .leftJoin('people', (join) =>
      join
        .onRef('people.id', '=', 'members.person_id')
        .on('people.active', '=', 1)
        .on('people.online', '=', 1),
    )
    .where('channels.kind', '=', 'waiting_list')
    .where('people.id', 'is', null)
    .select(['members.person_id as id', 'channels.org_id as org'])
    .limit(maxAgents)
    .execute();
}

/** Owner of a conversation, but not somebody who is active. */
async function findGhostOwners(db: Database): Promise<Agent[]> {
  return db
    .selectFrom('conversations')
    .leftJoin('people', (join) =>
      join.onRef('people.id', '=', 'conversations.owner_id').on('people.active', '=', 1),
    )
    .where('conversations.owner_kind', '=', 'agent')
    .where('conversations.state', '!=', 'closed')
    .where('people.id', 'is', null)
    .where('conversations.owner_id', 'is not', null)
    .select((eb) => [eb.ref('conversations.owner_id').$notNull().as('id')])
    .select('conversations.org_id as org')
    .limit(maxAgents)
    .execute();
}
