import { type Channel, maxOtherChannels, type Place } from '../../internal/contract/channels.ts';
import type { WaitingEntry } from '../../internal/contract/entries.ts';
import type { Login } from '../../internal/contract/logins.ts';
import { refuseScope } from '../../internal/policy/scopes.ts';
import { findOrgsOnline, readWaiting, waitingListId } from '../conversations/waiting-entries.ts';
import type { Context } from '../context.ts';
import { ifWritable } from '../desks/note-leases.ts';
import { bringBack, noteSeen } from '../desks/note-seen.ts';
import type { Database } from '../database/open-database.ts';
import { type Actor, findActor, findActors } from '../people/read-actor.ts';
import type { ChannelsPage } from './list-team-channels.ts';
import { readLiveChannels } from './live-channels.ts';
import { readStore } from './read-store.ts';

export type Joined = {
  login: Login;
  store: string;
  channels: Channel[];
  after: string | null;
  waiting: WaitingEntry[];
  agents_online: boolean;
};

export type Join = { login: string; others: string[] };

export type JoinedSockets = {
  store: string;
  joined: (({ login: Login; may_write: boolean; others: Place[] } & ChannelsPage) | null)[];
  waiting: Record<string, WaitingEntry[]>;
  agents_online: Record<string, boolean>;
};

/** Who a socket is and everything that is live for it, as of now. */
export async function joinChannels(context: Context): Promise<Joined> {
  const actor = await findActor(context.db, context);
  const { channels, shared } = await readAll(context, [actor]);
  return {
    login: presentLogin(actor),
    store: shared.store,
    ...(channels.get(actor.id) ?? nothing),
    waiting: shared.waiting[actor.org] ?? [],
    agents_online: shared.agents_online[actor.org] ?? false,
  };
}

/** The same for many sockets in as many queries as for one. */
export async function joinSockets(
  context: Context,
  joins: readonly Join[],
): Promise<JoinedSockets> {
  const logins = joins.map(({ login }) => login);
  const actors = await findActors(context, logins);
  const { channels, shared } = await readAll(context, [...actors.values()]);
  const wishes = joins.map(({ login, others }) => {
    const actor = actors.get(login);
    const live = new Set(actor && channels.get(actor.id)?.channels.map(({ id }) => id));
    const beside = [...new Set(others)].filter((id) => !live.has(id));
    return { actor, others: beside.slice(0, maxOtherChannels) };
  });
  const others = await readOthers(context.db, wishes);
  const joined = wishes.map(({ actor }, index) =>
    actor
      ? {
          login: presentLogin(actor),
          may_write: refuseScope(actor.scopes, 'messages:write') === null,
          ...(channels.get(actor.id) ?? nothing),
          others: others[index]!,
        }
      : null,
  );
  return { ...shared, joined };
}

async function readAll(context: Context, actors: readonly Actor[]) {
  const { db, now } = context;
  const agents = actors.filter(({ role }) => role === 'agent');
  await ifWritable(context, () => bringBack(context, agents));
  const orgs = [...new Set(actors.map(({ org }) => org))];
  const channels = await readLiveChannels(db, actors);
  const waiting: Record<string, WaitingEntry[]> = {};
  for (const org of orgs) {
    const isSeen = actors.some((actor) => actor.org === org && seesList(channels, actor));
    if (isSeen) waiting[org] = await readWaiting(db, org, now());
  }
  const online = await findOrgsOnline(db, orgs);
  const agents_online = Object.fromEntries(orgs.map((org) => [org, online.has(org)]));
  const shared = { store: await readStore(db), waiting, agents_online };
  await ifWritable(context, () => noteSeen(context, agents));
  return { channels, shared };
}

const nothing: ChannelsPage = { channels: [], after: null };

function seesList(live: ReadonlyMap<string, ChannelsPage>, { id, org }: Actor): boolean {
  return live.get(id)?.channels.some((channel) => channel.id === waitingListId(org)) ?? false;
}

function presentLogin(actor: Actor): Login {
  const { id, name, role, org } = actor;
  return {
    id: actor.loginId,
    user: { id, name, role, org },
    auth_version: actor.authVersion,
    online: actor.online,
  };
}

/** Of the other channels that each socket asked for, those that its person is a member of. */
async function readOthers(
  db: Database,
  wishes: readonly { actor: Actor | undefined; others: string[] }[],
): Promise<Place[][]> {
  const pairs = wishes.flatMap(({ actor, others }) =>
    actor ? others.map((channel) => ({ channel, person: actor.id })) : [],
  );
  if (pairs.length === 0) return wishes.map(() => []);
  const rows = await db
    .selectFrom('members')
    .innerJoin('channels', 'channels.id', 'members.channel_id')
    .where((eb) =>
      eb.or(
        pairs.map(({ channel, person }) =>
          eb.and([eb('members.channel_id', '=', channel), eb('members.person_id', '=', person)]),
        ),
      ),
    )
    .select(['channels.id', 'channels.org_id', 'channels.head', 'channels.member_version'])
    .select('members.person_id')
    .execute();
  const byMember = new Map(rows.map((row) => [`${row.id} ${row.person_id}`, row]));
  return wishes.map(({ actor, others }) =>
    others.flatMap((other) => {
      const row = actor && byMember.get(`${other} ${actor.id}`);
      if (!row || row.org_id !== actor.org) return [];
      return [{ id: row.id, head: row.head, member_version: row.member_version }];
    }),
  );
}
