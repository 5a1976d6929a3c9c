import { type Entry } from '../../internal/contract/entries.ts';
import { maxPageEntries } from '../../internal/contract/channels.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { mayUseTeams } from '../../internal/policy/team-writing.ts';
import type { Context } from '../context.ts';
import type { Database } from '../database/open-database.ts';
import { findActor } from '../people/read-actor.ts';
import { fromEnd, fromStart, readEntries } from './read-entries.ts';

export type Page = { entries: Entry[]; head: number; member_version: number };
export type PageWish = { channel_id: string; after?: number; before?: number; limit: number };

export type GapWish = { channel_id: string; after: number; limit?: number };

/**
 * A page for one of the channel's members: the entries after `after`, or those before `before`, or
 * without both the latest. To others the channel does not exist.
 */
export async function readPage(
  context: Context,
  wish: PageWish,
): Promise<Page & { watches?: true }> {
  const { db } = context;
  const actor = await findActor(db, context);
  const place = await db
    .selectFrom('channels')
    .innerJoin('members', 'members.channel_id', 'channels.id')
    .where('channels.id', '=', wish.channel_id)
    .where('channels.org_id', '=', actor.org)
    .where('members.person_id', '=', actor.id)
    .select(['channels.id', 'channels.kind', 'channels.head', 'channels.member_version'])
    .select('members.part')
    .executeTakeFirst();
  const isTeams = place?.kind === 'team' || place?.kind === 'direct';
  if (!place || (isTeams && !mayUseTeams(actor.role))) throw noChannel();
  const { after, before, limit } = wish;
  const { head, member_version, part } = place;
  const watches = part === 'watcher' ? (true as const) : undefined;
  if (after !== undefined) {
    const last = Math.min(after + limit, (before ?? Infinity) - 1, head);
    const entries = await readEntries(db, place, { first: after + 1, last });
    return { head, member_version, watches, entries: fromStart(entries) };
  }
  const last = Math.min((before ?? Infinity) - 1, head);
  const first = Math.max(1, last - limit + 1);
  const entries = await readEntries(db, place, { first, last });
  return { head, member_version, watches, entries: fromEnd(entries) };
}

/** What a relay that serves the channel missed; it delivers to members alone. */
export async function readGap(
  db: Database,
  { channel_id: channelId, after, limit = maxPageEntries }: GapWish,
): Promise<Page> {
  const place = await db
    .selectFrom('channels')
    .where('id', '=', channelId)
    .select(['id', 'kind', 'head', 'member_version'])
    .executeTakeFirst();
  if (!place) throw noChannel();
  const { head, member_version } = place;
  const last = Math.min(after + limit, head);
  const entries = await readEntries(db, place, { first: after + 1, last });
  return { head, member_version, entries: fromStart(entries) };
}

export function noChannel(): AppError {
  return new AppError('not_found', 'There is no such channel.');
}
