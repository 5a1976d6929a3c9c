import { refuseEditing, refuseOutdated } from '../../internal/policy/teams.ts';
import { letGoOfTeam } from '../attachments/let-go.ts';
import { recordAudit } from '../audit/perform.ts';
import { saveLog } from '../channels/locked-log.ts';
import type { Context } from '../context.ts';
import { releaseFromTeam } from '../conversations/release-from-team.ts';
import { transact } from '../database/transact.ts';
import { readActor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';
import { holdTeam } from './hold-team.ts';
import { leaveThreads } from './team-threads.ts';
import { type Gone, tellGone } from './tell.ts';

/**
 * What was written stays in the database, where nobody reaches it: nobody is in it any more. The
 * conversations that were for it are for all agents.
 */
export function deleteTeam(
  context: Context,
  input: { id: string; version?: number | undefined },
): Promise<Record<string, never>> {
  return transact(context.db, async (tx, afterCommit) => {
    const actor = await readActor(tx, context);
    const { log, row, seat } = await holdTeam(tx, actor, input.id);
    enforce(refuseEditing(seat.level));
    enforce(refuseOutdated(row.version, input.version));
    const members = await tx
      .selectFrom('members')
      .select('person_id')
      .where('channel_id', '=', input.id)
      .execute();
    await tx.deleteFrom('members').where('channel_id', '=', input.id).execute();
    log.memberVersion++;
    await saveLog(tx, log);
    const fromThreads = await leaveThreads(tx, input.id);
    await letGoOfTeam(tx, input.id);
    await tx.deleteFrom('canned_responses').where('holder_id', '=', input.id).execute();
    await tx.deleteFrom('teams').where('id', '=', input.id).execute();
    await releaseFromTeam(tx, afterCommit, context, { id: row.id, org: actor.org });
    await recordAudit(tx, context, actor, { target: { id: row.id, name: row.name } });
    const { memberVersion: member_version } = log;
    const gone: Gone[] = members.map(({ person_id: person }) => ({
      person,
      channel_id: input.id,
      member_version,
    }));
    afterCommit(() => tellGone(context, [...fromThreads, ...gone]));
    return {};
  });
}
