import type { Channel } from '../../internal/contract/channels.ts';
import type { WaitingEntry } from '../../internal/contract/entries.ts';
import type { Login } from '../../internal/contract/logins.ts';
import { areAgentsOnline, readWaiting, waitingListId } from '../conversations/waiting-entries.ts';
import { presentList } from '../conversations/waiting-list.ts';
import type { Context } from '../context.ts';
import type { Database } from '../database/open-database.ts';
import { type Actor, findActor } from '../people/read-actor.ts';
import { presentChannel } from './present-channel.ts';
import { readStore } from './read-store.ts';

export type Joined = {
  login: Login;
  store: string;
  channels: Channel[];
  waiting: WaitingEntry[];
  agents_online: boolean;
};

/** Who a socket is and everything that is live for it, as of now. */
export async function joinChannels(context: Context): Promise<Joined> {
  const { db } = context;
  const actor = await findActor(db, context);
  const list = await readList(db, actor);
  const channels = [...list, ...(await readConversations(db, actor))];
  const waiting = list.length > 0 ? await readWaiting(db, actor.org, context.now()) : [];
  return {
    login: presentLogin(actor),
    store: await readStore(db),
    channels,
    waiting,
    agents_online: await areAgentsOnline(db, actor.org),
  };
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

/** The waiting list, for an agent who is online: its members are nobody else. */
async function readList(db: Database, actor: Actor): Promise<Channel[]> {
  if (actor.role !== 'agent') return [];
  const row = await db
    .selectFrom('channels')
    .innerJoin('members', 'members.channel_id', 'channels.id')
    .where('channels.id', '=', waitingListId(actor.org))
    .where('members.person_id', '=', actor.id)
    .select(['channels.id', 'channels.head', 'channels.member_version as memberVersion'])
    .executeTakeFirst();
  return row ? [presentList(row)] : [];
}

/** A visitor's latest conversation, which is the open one if any is; an agent's open ones. */
async function readConversations(db: Database, actor: Actor): Promise<Channel[]> {
  if (actor.role !== 'user' && actor.role !== 'agent') return [];
  let query = db
    .selectFrom('conversations')
    .innerJoin('channels', 'channels.id', 'conversations.channel_id')
    .innerJoin('members', 'members.channel_id', 'channels.id')
    .where('members.person_id', '=', actor.id)
    .selectAll('conversations')
    .select(['channels.head', 'channels.member_version', 'members.seen_seq']);
  query =
    actor.role === 'user'
      ? query
          .where('conversations.visitor_id', '=', actor.id)
          .orderBy('conversations.open_visitor_id', 'desc')
          .orderBy('conversations.started_at', 'desc')
          .limit(1)
      : query
          .where('conversations.owner_id', '=', actor.id)
          .where('conversations.state', '!=', 'closed')
          .orderBy('conversations.started_at');
  const rows = await query.execute();
  return rows.map((row) => presentChannel(actor.role, row, row));
}
