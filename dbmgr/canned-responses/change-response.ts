import { v7 } from 'uuid';
import type { CannedResponse, CannedScope } from '../../internal/contract/canned-responses.ts';
import { AppError } from '../../internal/contract/errors.ts';
import {
  refuseCanned,
  refuseChangingCanned,
  refuseManyCanned,
  refuseOlderCanned,
} from '../../internal/policy/canned-responses.ts';
import { performAct } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import { isDuplicate, type Transaction } from '../database/transact.ts';
import type { Actor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';
import {
  type CannedRow,
  type CannedTeam,
  factsOf,
  presentResponse,
  readCannedTeams,
} from './read-responses.ts';

type Words = { name: string; shortcut: string; text: string };
type Wish = Words & { scope: CannedScope; team_id?: string | undefined };
type Target = { id: string; version?: number | undefined };

export function addResponse(
  context: Context,
  { scope, team_id, name, shortcut, text }: Wish,
): Promise<{ response: CannedResponse }> {
  return performAct(context, async (tx, actor, note) => {
    enforce(refuseCanned(actor.role));
    const teams = await readCannedTeams(tx, actor);
    const holder_id = holderOf(actor, scope, team_id, teams);
    enforce(refuseChangingCanned(actor, factsOf({ scope, holder_id }, teams)));
    enforce(refuseManyCanned(scope, await count(tx, actor.org, holder_id)));
    const row: CannedRow = {
      id: v7(),
      org_id: actor.org,
      scope,
      holder_id,
      name,
      shortcut,
      body: text,
      version: 1,
      changed_by: actor.id,
      changed_at: context.now(),
    };
    note.target = { id: row.id, name };
    await unlessTaken(shortcut, () => tx.insertInto('canned_responses').values(row).execute());
    return { response: presentResponse(row, actor, teams) };
  });
}

export function editResponse(
  context: Context,
  { id, version, name, shortcut, text }: Target & Words,
): Promise<{ response: CannedResponse }> {
  return performAct(context, async (tx, actor, note) => {
    const { row, teams } = await holdResponse(tx, actor, { id, version });
    note.target = { id, name: row.name };
    const words = { name, shortcut, body: text };
    const changed = { ...words, version: row.version + 1, changed_by: actor.id };
    await unlessTaken(shortcut, () =>
      tx
        .updateTable('canned_responses')
        .set({ ...changed, changed_at: context.now() })
        .where('id', '=', id)
        .execute(),
    );
    return { response: presentResponse({ ...row, ...changed }, actor, teams) };
  });
}

export function removeResponse(context: Context, target: Target): Promise<Record<string, never>> {
  return performAct(context, async (tx, actor, note) => {
    const { row } = await holdResponse(tx, actor, target);
    note.target = { id: row.id, name: row.name };
    await tx.deleteFrom('canned_responses').where('id', '=', row.id).execute();
    return {};
  });
}

async function holdResponse(tx: Transaction, actor: Actor, { id, version }: Target) {
  enforce(refuseCanned(actor.role));
  const row = await tx
    .selectFrom('canned_responses')
    .where('id', '=', id)
    .where('org_id', '=', actor.org)
    .selectAll()
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new AppError('not_found', 'There is no such response.');
  const teams = await readCannedTeams(tx, actor);
  enforce(refuseChangingCanned(actor, factsOf(row, teams)));
  enforce(refuseOlderCanned(row.version, version));
  return { row, teams };
}

function holderOf(
  actor: Actor,
  scope: CannedScope,
  teamId: string | undefined,
  teams: readonly CannedTeam[],
): string {
  if (scope === 'mine') return actor.id;
  if (scope === 'organisation') return actor.org;
  const team = teams.find(({ id }) => id === teamId);
  if (!team) throw new AppError('not_found', 'There is no such team.');
  return team.id;
}

async function count(tx: Transaction, org: string, holder: string): Promise<number> {
  const row = await tx
    .selectFrom('canned_responses')
    .where('org_id', '=', org)
    .where('holder_id', '=', holder)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return row.count;
}

async function unlessTaken(shortcut: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    const message = `/${shortcut} is taken already. Choose another shortcut.`;
    throw new AppError('conflict', message, { fields: { shortcut: 'is taken' } });
  }
}
