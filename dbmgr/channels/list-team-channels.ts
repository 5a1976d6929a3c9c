import { type Channel, maxJoinedBytes, maxPageEntries } from '../../internal/contract/channels.ts';
import { maxBatchBytes } from '../../internal/contract/messages.ts';
import { mayUseTeams } from '../../internal/policy/team-writing.ts';
import type { Context } from '../context.ts';
import type { Database } from '../database/open-database.ts';
import { type Actor, findActor } from '../people/read-actor.ts';
import { jsonBytes } from './pieces.ts';
import { noteUnread } from './read-unread.ts';
import { readTeamChannels, type TeamChannelsWish } from './team-channels.ts';

/** `after` is the last of them when there are more. */
export type ChannelsPage = { channels: Channel[]; after: string | null };

const pageBytes = maxBatchBytes - 1024;
/** Hardly more fit what a join brings by itself. */
const joinedAtOnce = 48;
const none: ChannelsPage = { channels: [], after: null };

/** A page of the acting person's team channels and threads. */
export async function listTeamChannels(
  context: Context,
  { after, limit }: { after?: string; limit: number },
): Promise<ChannelsPage> {
  const { id: person, org, role } = await findActor(context.db, context);
  if (!mayUseTeams(role)) return none;
  const pages = await readPages(context.db, [{ person, org, after }], limit, pageBytes);
  return pages.get(person)!;
}

/** The first ones of each, as far as they belong into the answer to a join. */
export async function readFirstTeamChannels(
  db: Database,
  actors: Iterable<Actor>,
): Promise<Map<string, ChannelsPage>> {
  const wishes = new Map<string, TeamChannelsWish>();
  for (const { id: person, org, role } of actors) {
    if (mayUseTeams(role)) wishes.set(person, { person, org });
  }
  return readPages(db, [...wishes.values()], joinedAtOnce, maxJoinedBytes);
}

async function readPages(
  db: Database,
  wishes: readonly TeamChannelsWish[],
  limit: number,
  maxBytes: number,
): Promise<Map<string, ChannelsPage>> {
  const found = await readTeamChannels(db, wishes, Math.min(limit, maxPageEntries) + 1);
  const pages = new Map(
    wishes.map(({ person }) => [person, cut(found.get(person) ?? [], limit, maxBytes)]),
  );
  await noteUnread(db, new Map([...pages].map(([person, { channels }]) => [person, channels])));
  return pages;
}

/** As many as may be told at once; at least one, so that the next page begins behind it. */
function cut(found: readonly Channel[], limit: number, maxBytes: number): ChannelsPage {
  let bytes = 0;
  const end = found.findIndex((channel, index) => {
    bytes += jsonBytes(channel);
    return index >= limit || (index > 0 && bytes > maxBytes);
  });
  if (end < 0) return { channels: [...found], after: null };
  const channels = found.slice(0, end);
  return { channels, after: channels.at(-1)!.id };
}
