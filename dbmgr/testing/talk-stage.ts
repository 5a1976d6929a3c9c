import { v7 as uuid } from 'uuid';
import type { Bus } from '../../internal/bus/connect.ts';
import { settleSubscriptions, subscribeEvent } from '../../internal/bus/events.ts';
import type { Entry } from '../../internal/contract/entries.ts';
import type { SendResult } from '../../internal/contract/messages.ts';
import type { Role } from '../../internal/contract/people.ts';
import { openStage, type Stage, type StageOptions } from '../../internal/testing/stage.ts';
import type { Context } from '../context.ts';
import { conversationHandlers } from '../conversations/handlers.ts';
import { type Database, openDatabase } from '../database/open-database.ts';
import { shippedWriterLimits, type WriterLimits } from '../messages/limits.ts';
import { type MessageWriter, startMessageWriter } from '../messages/writer.ts';

/** Somebody with a login, as the database has them. */
export type Somebody = { id: string; login: string; name: string };

export type SomebodyOptions = {
  name?: string;
  org?: string;
  online?: boolean;
  active?: boolean;
  limit?: number;
};

/** What the mesh was told, in order. */
export type Told = { name: string; key: string; payload: Record<string, unknown> };

/** A stage with dbmgr's talking parts, called as the bus calls them. */
export type TalkStage = AsyncDisposable & {
  stage: Stage;
  sql: Stage['sql'];
  db: Database;
  /** For what writes messages, and for nothing else. */
  messagesDb: Database;
  bus: Bus;
  writer: MessageWriter;
  told: Told[];
  /** Conversations that `onTasks` was told about. */
  asked: string[];
  somebody: (role: Role, options?: SomebodyOptions) => Promise<Somebody>;
  /** The context of a request by this login, or by an automation. */
  by: (who: Somebody | null, caller?: string) => Context;
  start: (visitor: Somebody, partner: string) => Promise<string>;
  say: (who: Somebody, channelId: string, text: string, cid?: string) => Promise<SendResult>;
  /** The whole log of a channel as its rows have it: gapless or an error. */
  log: (channelId: string) => Promise<{ seq: number; text: string; kind: string }[]>;
  /** Entries told of a channel so far. */
  entriesOf: (channelId: string) => Entry[];
  useWriter: (limits: Partial<WriterLimits>) => MessageWriter;
};

const connections = 8;

export async function openTalkStage(options: StageOptions = {}): Promise<TalkStage> {
  await using stack = new AsyncDisposableStack();
  const stage = stack.use(await openStage(options));
  const { sql } = stage;
  const url = stage.database.urls.main;
  const log = stage.log.logOf('dbmgr');
  const db = openDatabase({ url, connections, log, lockWaitSeconds: 1 });
  stack.defer(() => db.destroy());
  const messagesDb = openDatabase({ url, connections, log, lockWaitSeconds: 1, together: true });
  stack.defer(() => messagesDb.destroy());
  const bus = await stage.bus('dbmgr');
  const told: Told[] = [];
  await listen(await stage.bus('relay'), told);
  const asked: string[] = [];
  const now = () => new Date();
  const owned = stack.move();
  const useWriter = (limits: Partial<WriterLimits>) =>
    owned.use(
      startMessageWriter({
        db: messagesDb,
        bus,
        log,
        now,
        onTasks: (ids) => void asked.push(...ids),
        limits: { ...shippedWriterLimits, ...limits },
      }),
    );
  const writer = useWriter({});
  const by: TalkStage['by'] = (who, caller = 'relay') => ({
    db,
    bus,
    log,
    now,
    scope: undefined,
    request: {
      feature: 'test',
      operation: 'test',
      caller,
      login: who?.login,
      requestId: undefined,
      address: '127.0.0.1',
      sentAtMs: undefined,
    },
  });
  return {
    stage,
    sql,
    db,
    messagesDb,
    bus,
    writer,
    told,
    asked,
    by,
    useWriter,
    somebody: (role, details = {}) => addSomebody(sql, role, details),
    async start(visitor, partner) {
      const wish = { with: partner };
      return (await conversationHandlers.startConversation(by(visitor), wish)).channel.id;
    },
    async say(who, channelId, text, cid = uuid()) {
      const message = { login: who.login, channel_id: channelId, id: cid, data: text };
      const [result] = await writer.write([{ ...message, to: '*', type: 'text' }]);
      return result!;
    },
    log: (channelId) => readLog(sql, channelId),
    entriesOf: (channelId) =>
      told
        .filter(({ name, key }) => name === 'entriesAppended' && key === channelId)
        .flatMap(({ payload }) => payload.entries as Entry[]),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function listen(relay: Bus, told: Told[]): Promise<void> {
  const note = (name: string, keyOf: (payload: Record<string, unknown>) => unknown) => {
    return (payload: Record<string, unknown>) =>
      void told.push({ name, key: String(keyOf(payload)), payload });
  };
  const channels = ['entriesAppended', 'channelJoined', 'channelLeft', 'headsAnnounced'] as const;
  for (const name of channels) {
    const key = name === 'entriesAppended' ? 'channel_id' : 'person';
    subscribeEvent(
      relay,
      'channels',
      name,
      '*',
      note(name, (payload) => payload[key]),
    );
  }
  const byOrg = note('agentsAvailable', (payload) => payload.org);
  subscribeEvent(relay, 'conversations', 'agentsAvailable', '*', byOrg);
  const byPerson = (payload: Record<string, unknown>) => payload.person;
  for (const name of ['deskChanged', 'offerMissed'] as const) {
    subscribeEvent(relay, 'agents', name, '*', note(name, byPerson));
  }
  const byVisitor = note('visitorInvited', (payload) => payload.visitor_id);
  subscribeEvent(relay, 'conversations', 'visitorInvited', '*', byVisitor);
  const byInvited = note('invitationEnded', byPerson);
  subscribeEvent(relay, 'conversations', 'invitationEnded', '*', byInvited);
  const byName = note('availabilityChanged', (payload) => payload.name);
  subscribeEvent(relay, 'automations', 'availabilityChanged', '*', byName);
  await settleSubscriptions(relay);
}

async function addSomebody(
  sql: Stage['sql'],
  role: Role,
  options: SomebodyOptions,
): Promise<Somebody> {
  const { org = 'main', online = false, active = true } = options;
  const who = { id: uuid(), login: uuid(), name: options.name ?? `A ${role}` };
  await sql(
    `INSERT INTO people (id, org_id, role, name, active, online, seat_limit, added_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3))`,
    [who.id, org, role, who.name, active, online, options.limit ?? null],
  );
  await sql(
    `INSERT INTO logins (id, person_id, auth_version, address, started_at, used_at, expires_at)
     VALUES (?, ?, 1, '127.0.0.1', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), '2099-01-01')`,
    [who.login, who.id],
  );
  if (online) {
    await sql(
      `INSERT INTO members (channel_id, person_id, joined_version, joined_at)
       VALUES (?, ?, 1, UTC_TIMESTAMP(3))`,
      [`waiting-${org}`, who.id],
    );
  }
  return who;
}

async function readLog(sql: Stage['sql'], channelId: string) {
  const rows = await sql<{ seq: number; text: string; kind: string }>(
    `SELECT seq, body AS text, 'message' AS kind FROM messages WHERE channel_id = ?
     UNION ALL SELECT seq, body, kind FROM changes WHERE channel_id = ? ORDER BY seq`,
    [channelId, channelId],
  );
  const [channel] = await sql<{ head: number }>('SELECT head FROM channels WHERE id = ?', [
    channelId,
  ]);
  const expected = Array.from({ length: channel!.head }, (_, index) => index + 1);
  const numbers = rows.map((row) => row.seq);
  if (JSON.stringify(numbers) !== JSON.stringify(expected)) {
    throw new Error(`not gapless up to ${channel!.head}: ${numbers.join(' ')}`);
  }
  return rows;
}
