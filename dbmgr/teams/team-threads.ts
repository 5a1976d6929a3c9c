import { sql } from 'kysely';
import { threadId } from '../../internal/contract/threads.ts';
import { lockLog, saveLog } from '../channels/locked-log.ts';
import { addMember } from '../channels/members.ts';
import { presentThread } from '../channels/present-channel.ts';
import { chunks } from '../database/chunks.ts';
import type { Transaction } from '../database/transact.ts';
import type { Come, Gone } from './tell.ts';

/**
 * Takes everybody, or one person, out of a team's threads. The team's channel is held, so no thread
 * begins meanwhile; its id, a UUIDv7, sorts before theirs (`d_…`), which are locked in their order.
 */
export async function leaveThreads(
  tx: Transaction,
  teamId: string,
  personId?: string,
): Promise<Gone[]> {
  const gone: Gone[] = [];
  for (const ids of chunks(await readThreads(tx, teamId, personId))) {
    const versions = await lockThreads(tx, ids);
    let leaving = tx.deleteFrom('members').where('channel_id', 'in', ids);
    let members = tx.selectFrom('members').where('channel_id', 'in', ids);
    if (personId !== undefined) {
      leaving = leaving.where('person_id', '=', personId);
      members = members.where('person_id', '=', personId);
    }
    const rows = await members.select(['channel_id', 'person_id']).execute();
    if (rows.length === 0) continue;
    await leaving.execute();
    await growVersions(tx, [...new Set(rows.map((row) => row.channel_id))]);
    for (const { channel_id, person_id } of rows) {
      const member_version = versions.get(channel_id)! + 1;
      gone.push({ person: person_id, channel_id, member_version });
    }
  }
  return gone;
}

/** What was remembered of a team's threads is no longer good: whether one may write there. */
export async function outdateThreads(tx: Transaction, teamId: string): Promise<void> {
  for (const ids of chunks(await readThreads(tx, teamId))) {
    await lockThreads(tx, ids);
    await growVersions(tx, ids);
  }
}

/** Somebody who comes back finds their threads with those who are in the team, all of it read. */
export async function returnToThreads(
  tx: Transaction,
  teamId: string,
  person: { id: string; name: string },
): Promise<Come[]> {
  const others = await tx
    .selectFrom('threads')
    .innerJoin('members', (join) =>
      join
        .on('members.channel_id', '=', teamId)
        .on((eb) =>
          eb.or([
            eb('members.person_id', '=', eb.ref('threads.first_id')),
            eb('members.person_id', '=', eb.ref('threads.second_id')),
          ]),
        ),
    )
    .innerJoin('people', 'people.id', 'members.person_id')
    .where('threads.team_id', '=', teamId)
    .where((eb) => eb.or([eb('first_id', '=', person.id), eb('second_id', '=', person.id)]))
    .where('people.id', '!=', person.id)
    .select(['people.id', 'people.name', 'threads.channel_id'])
    .orderBy('threads.channel_id')
    .execute();
  const come: Come[] = [];
  for (const other of others) come.push(...(await reopen(tx, teamId, person, other)));
  return come;
}

type Somebody = { id: string; name: string };

async function reopen(
  tx: Transaction,
  teamId: string,
  one: Somebody,
  other: Somebody,
): Promise<Come[]> {
  const log = await lockLog(tx, threadId(teamId, one.id, other.id));
  if (!log) return [];
  const missing: [Somebody, Somebody][] = [];
  if (await addMember(tx, log, one.id, { seen: log.head })) missing.push([one, other]);
  if (await addMember(tx, log, other.id, { seen: log.head })) missing.push([other, one]);
  await saveLog(tx, log);
  const place = { head: log.head, member_version: log.memberVersion, seen_seq: log.head };
  return missing.map(([person, partner]) => ({
    person: person.id,
    channel: presentThread({ id: log.id, teamId }, partner, place),
    from_seq: log.head + 1,
  }));
}

async function readThreads(tx: Transaction, teamId: string, personId?: string): Promise<string[]> {
  let query = tx.selectFrom('threads').where('team_id', '=', teamId);
  if (personId !== undefined) {
    query = query.where((eb) =>
      eb.or([eb('first_id', '=', personId), eb('second_id', '=', personId)]),
    );
  }
  const rows = await query.select('channel_id').orderBy('channel_id').execute();
  return rows.map((row) => row.channel_id);
}

/** By id, in the order of ids, each by its key. */
async function lockThreads(tx: Transaction, ids: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; member_version: number }>`
    select id, member_version from channels force index (primary)
    where id in (${sql.join(ids)}) order by id for update`.execute(tx);
  return new Map(rows.map((row) => [row.id, row.member_version]));
}

async function growVersions(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx
    .updateTable('channels')
    .set((eb) => ({
      member_version: eb('member_version', '+', 1),
      changed_at: sql<Date>`now(3)`,
    }))
    .where('id', 'in', ids)
    .execute();
}
