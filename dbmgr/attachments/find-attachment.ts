import { type Kysely, type Selectable, sql } from 'kysely';
import type { Attachment } from '../../internal/contract/attachments.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { iconOfAttachment } from '../../internal/contract/icons.ts';
import { mayUseTeams } from '../../internal/policy/team-writing.ts';
import type { Context } from '../context.ts';
import type { Tables } from '../database/tables.ts';
import { type Actor, findActor } from '../people/read-actor.ts';
import { presentAttachment } from './present-attachment.ts';
import type { AttachmentsTable } from './tables.ts';

type Row = Selectable<AttachmentsTable>;

/** To whoever may not have it there is no such file, as for one that never was. */
export function noSuchFile(): AppError {
  return new AppError('not_found', 'There is no such file.');
}

/**
 * The way is file, message, channel, member, all of it now: a message that was deleted, a channel
 * that was left, another's channel named beside it open nothing. A team's icon is for its members.
 */
export async function readAttachment(context: Context, id: string): Promise<Attachment> {
  const actor = await findActor(context.db, context);
  const row = await findRow(context.db, actor, id);
  if (!row) throw noSuchFile();
  const isOwn = row.person_id === actor.id && ['waiting', 'ready', 'refused'].includes(row.state);
  const isUsed = async () =>
    row.state === 'sent' &&
    ((await isInMessage(context.db, actor, row)) || (await isIcon(context.db, actor, row)));
  if (!isOwn && !(await isUsed())) throw noSuchFile();
  return presentAttachment(row);
}

/** The owner's own, for the process that looks at it. */
export async function readUpload(
  context: Context,
  id: string,
): Promise<Attachment & { owner: string }> {
  const actor = await findActor(context.db, context);
  const row = await findRow(context.db, actor, id);
  if (!row || row.person_id !== actor.id || row.state === 'gone') throw noSuchFile();
  return { ...presentAttachment(row), owner: row.person_id };
}

async function findRow(db: Kysely<Tables>, actor: Actor, id: string): Promise<Row | undefined> {
  const row = db
    .selectFrom('attachments')
    .selectAll('attachments')
    .where('attachments.id', '=', id)
    .where('attachments.org_id', '=', actor.org);
  if (mayUseTeams(actor.role)) return row.executeTakeFirst();
  if (actor.role !== 'user') return undefined;
  // A visitor has none of their own, and reads what was sent into a conversation.
  return row
    .innerJoin('channels', 'channels.id', 'attachments.channel_id')
    .where('channels.kind', '=', 'conversation')
    .where('attachments.state', '=', 'sent')
    .where('attachments.person_id', '!=', actor.id)
    .executeTakeFirst();
}

async function isInMessage(db: Kysely<Tables>, actor: Actor, row: Row): Promise<boolean> {
  const found = await db
    .selectFrom('messages')
    .innerJoin('members', 'members.channel_id', 'messages.channel_id')
    .where('messages.channel_id', '=', row.channel_id)
    .where('messages.seq', '=', row.seq ?? 0)
    .where('messages.body', '=', row.id)
    .where('messages.deleted_at', 'is', null)
    .where('members.person_id', '=', actor.id)
    .select(sql<number>`1`.as('found'))
    .executeTakeFirst();
  return found !== undefined;
}

async function isIcon(db: Kysely<Tables>, actor: Actor, row: Row): Promise<boolean> {
  const found = await db
    .selectFrom('teams')
    .innerJoin('members', 'members.channel_id', 'teams.id')
    .where('teams.id', '=', row.channel_id)
    .where('teams.icon', '=', iconOfAttachment(row.id))
    .where('members.person_id', '=', actor.id)
    .select(sql<number>`1`.as('found'))
    .executeTakeFirst();
  return found !== undefined;
}
