import type { Entry } from '../../internal/contract/entries.ts';
import type { Whereabouts } from '../../internal/contract/messages.ts';
import { decorateMessages, isDecorated } from '../channels/decorations.ts';
import { messageColumns, presentMessage } from '../channels/present-entry.ts';
import { fromEnd, fromStart, readEntries } from '../channels/read-entries.ts';
import type { Context } from '../context.ts';
import type { Database } from '../database/open-database.ts';
import { findActor } from '../people/read-actor.ts';
import { findSetting, type FoundSetting } from './find-setting.ts';

export type ListWish = Whereabouts & {
  before?: number;
  after?: number;
  limit: number;
  kind: 'messages' | 'all';
};

export type Listed = { entries: Entry[]; head: number; earlier: boolean; later: boolean };

/** Cost follows the page, never the channel's length. */
export async function listMessages(context: Context, wish: ListWish): Promise<Listed> {
  const { db } = context;
  const setting = await findSetting(db, await findActor(db, context), wish);
  const read = wish.kind === 'all' ? readAll : readMessages;
  const entries = await read(db, setting, wish);
  const cut = wish.after === undefined ? fromEnd(entries.slice(-wish.limit)) : fromStart(entries);
  const page = cut.slice(0, wish.limit);
  const first = page[0]?.seq;
  const last = page.at(-1)?.seq;
  const forwards = wish.after !== undefined;
  const isCut = entries.length > page.length;
  return {
    entries: page,
    head: setting.head,
    earlier: forwards ? wish.after! > 0 && page.length > 0 : isCut && first !== undefined,
    later: forwards ? isCut : wish.before !== undefined && last !== undefined,
  };
}

/** One more than the page, in ascending order. */
function readAll(db: Database, { channelId, kind, head }: FoundSetting, wish: ListWish) {
  const channel = { id: channelId, kind };
  const end = Math.min((wish.before ?? Infinity) - 1, head);
  if (wish.after !== undefined) {
    const last = Math.min(wish.after + wish.limit + 1, end);
    return readEntries(db, channel, { first: wish.after + 1, last });
  }
  return readEntries(db, channel, { first: Math.max(1, end - wish.limit), last: end });
}

async function readMessages(
  db: Database,
  { channelId, kind, head }: FoundSetting,
  { before, after, limit }: ListWish,
): Promise<Entry[]> {
  let query = db
    .selectFrom('messages')
    .select(messageColumns)
    .where('channel_id', '=', channelId)
    .where('seq', '<', Math.min(before ?? Infinity, head + 1))
    .orderBy('seq', after === undefined ? 'desc' : 'asc')
    .limit(limit + 1);
  if (after !== undefined) query = query.where('seq', '>', after);
  const messages = (await query.execute()).map(presentMessage);
  if (isDecorated(kind)) await decorateMessages(db, channelId, messages);
  return after === undefined ? messages.toReversed() : messages;
}
