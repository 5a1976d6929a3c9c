import { v7 as uuid } from 'uuid';
import { publishEvent } from '../../internal/bus/events.ts';
import type { Invitation } from '../../internal/contract/desk-operations.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { refuseInviting } from '../../internal/policy/conversations.ts';
import { refuseSeat, refuseWork } from '../../internal/policy/seats.ts';
import { performAct } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import { isDuplicate, type Transaction } from '../database/transact.ts';
import { holdDesks } from '../desks/hold-desks.ts';
import { enforce } from '../refuse.ts';

/** So long a guest may think about it. */
const openMs = 120_000;

/** Asks a guest to talk; whether the agent has a seat then is decided when they say yes. */
export function inviteVisitor(context: Context, visitorId: string): Promise<Invitation> {
  return performAct(context, async (tx, actor, note, afterCommit) => {
    const at = context.now();
    const visitor = await findVisitor(tx, visitorId);
    enforce(refuseInviting(actor, visitor));
    const desk = (await holdDesks(tx, [actor.id], at)).get(actor.id)!;
    note.target = { id: visitorId, name: visitor!.name };
    const here = { ...desk, connected: true };
    enforce(refuseWork(here, true) ?? refuseSeat(here, desk.open, true));
    const row = {
      id: uuid(),
      org_id: actor.org,
      agent_id: actor.id,
      agent_name: actor.name,
      visitor_id: visitorId,
      made_at: at,
      ends_at: new Date(at.getTime() + openMs),
    };
    await insert(tx, row);
    const invitation = {
      id: row.id,
      agent: { id: actor.id, name: actor.name },
      visitor_id: visitorId,
      ends_at: row.ends_at.toISOString(),
    };
    afterCommit(() =>
      publishEvent(context.bus, 'conversations', 'visitorInvited', visitorId, invitation),
    );
    return invitation;
  });
}

type NewInvitation = {
  id: string;
  org_id: string;
  agent_id: string;
  agent_name: string;
  visitor_id: string;
  made_at: Date;
  ends_at: Date;
};

async function insert(tx: Transaction, row: NewInvitation): Promise<void> {
  const open = { ...row, pending_visitor_id: row.visitor_id };
  try {
    await tx.insertInto('invitations').values(open).execute();
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    throw new AppError('conflict', 'They are invited already and have not answered yet.');
  }
}

async function findVisitor(tx: Transaction, id: string) {
  const row = await tx
    .selectFrom('people')
    .leftJoin('conversations', 'conversations.open_visitor_id', 'people.id')
    .where('people.id', '=', id)
    .select(['people.id', 'people.org_id as org', 'people.role', 'people.name', 'people.active'])
    .select(['conversations.owner_kind', 'conversations.owner_name'])
    .executeTakeFirst();
  if (!row) return undefined;
  const withAgent = row.owner_kind === 'agent' ? (row.owner_name ?? 'Somebody') : null;
  return { ...row, active: row.active === 1, withAgent };
}
