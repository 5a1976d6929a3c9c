import { v7 as uuid } from 'uuid';
import type { CallContext } from '../contract/types.ts';
import { readStorePlace } from '../objects/store-place.ts';
import type { SignedIn } from './people.ts';
import { openStage, type Stage } from './stage.ts';
import { parseSettings, type StageEnvironment } from './stage-settings.ts';
import type { StartedFiles, StartedWeb } from './starters.ts';

/** As they stand in the table. */
export type AttachmentState = 'waiting' | 'ready' | 'sent' | 'refused' | 'gone';

/** What `POST /v1/attachments` answers, as a program has it. */
export type Wished = {
  id: string;
  size: number;
  state: AttachmentState;
  upload: { method: string; url: string; headers: Record<string, string>; expires_at: string };
};

export type FileStage = AsyncDisposable & {
  stage: Stage;
  web: StartedWeb;
  files: StartedFiles;
  /** In one team; `eve` is in another. */
  ada: SignedIn;
  ben: SignedIn;
  eve: SignedIn;
  team: string;
  elsewhere: string;
  as: (who: SignedIn) => CallContext;
  api: (
    who: SignedIn,
    method: string,
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ) => Promise<Response>;
  /** Asks for an address for so many bytes; throws when there is none. */
  wish: (who: SignedIn, file: Partial<Wish>) => Promise<Wished>;
  put: (wished: Wished, bytes: Uint8Array<ArrayBuffer>) => Promise<Response>;
  /** Uploads, and answers the id. */
  upload: (who: SignedIn, bytes: Uint8Array<ArrayBuffer>, file?: Partial<Wish>) => Promise<string>;
  /** As a relay does before it sends; the code when it is refused. */
  prepare: (who: SignedIn, id: string) => Promise<string>;
  /** Into the team; `stored`, or the code when it is refused. */
  send: (
    who: SignedIn,
    id: string,
    how?: { type?: 'image' | 'file'; cid?: string },
  ) => Promise<string>;
  stateOf: (id: string) => Promise<AttachmentState | 'forgotten'>;
  /** Bytes that count for somebody. */
  used: (who: SignedIn) => Promise<number>;
  /** Ids of uploads that lie in the store. */
  uploads: () => Promise<string[]>;
  /** Makes it older by so many minutes. */
  grow: (id: string, minutes: number) => Promise<void>;
  /** What the sweeps of dbmgr and of files do in time. */
  sweep: () => Promise<void>;
};

type Wish = { name: string; content_type: string; size: number; channel_id: string; to: string };

/** dbmgr, files and web; `env` says where files lie: on the disk without it. */
export async function openFileStage(env: StageEnvironment = {}): Promise<FileStage> {
  const stage = await openStage({ env });
  await stage.startDbmgr();
  const files = await stage.startFiles();
  const web = await stage.startWeb();
  const enter = async () => stage.people.signIn(await stage.people.agent());
  const [ada, ben, eve] = [await enter(), await enter(), await enter()];
  const as = ({ login }: SignedIn): CallContext => ({ login });
  const call = await stage.call.web();
  const found = async (who: SignedIn, members: SignedIn[]) => {
    const wanted = { name: 'A team', members: members.map(({ id }) => id) };
    return (await call.teams.createTeam(wanted, as(who))).team.id;
  };
  const api: FileStage['api'] = (who, method, path, body, headers) =>
    fetch(`${web.url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        authorization: `Bearer ${who.token}`,
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  const team = await found(ada, [ben]);
  const wish: FileStage['wish'] = async (who, file) => {
    const usual = { name: 'a file', content_type: 'application/octet-stream', channel_id: team };
    const answer = await api(who, 'POST', '/v1/attachments', { ...usual, ...file });
    if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
    return ((await answer.json()) as { data: Wished }).data;
  };
  const put: FileStage['put'] = ({ upload: { url, headers } }, body) =>
    fetch(url, { method: 'PUT', headers, body });
  const upload: FileStage['upload'] = async (who, bytes, file = {}) => {
    const wished = await wish(who, { size: bytes.length, ...file });
    const answer = await put(wished, bytes);
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return wished.id;
  };
  const prepare: FileStage['prepare'] = async (who, id) => {
    const { attachments } = await stage.call.relay();
    const outcome = attachments.prepareAttachment({ id }, { ...as(who), timeoutMs: 30_000 });
    return outcome.then(
      ({ content_type }) => content_type,
      (error: { code: string }) => error.code,
    );
  };
  const stateOf: FileStage['stateOf'] = async (id) => {
    const [row] = await stage.sql<{ state: AttachmentState }>(
      'SELECT state FROM attachments WHERE id = ?',
      [id],
    );
    return row?.state ?? 'forgotten';
  };
  const send: FileStage['send'] = async ({ login }, data, { type = 'file', cid = uuid() } = {}) => {
    const { messages } = await stage.call.relay();
    const message = { login, channel_id: team, id: cid, to: '*', type, data } as const;
    const { results } = await messages.sendMessages({ messages: [message] });
    return 'code' in results[0]! ? results[0].code : 'stored';
  };
  const grow: FileStage['grow'] = async (id, minutes) => {
    const older = 'UPDATE attachments SET made_at = made_at - INTERVAL ? MINUTE WHERE id = ?';
    await stage.sql(older, [minutes, id]);
  };
  const sweep: FileStage['sweep'] = async () => {
    const { sweepAttachments } = await import('../../dbmgr/attachments/sweep.ts');
    const { openDatabase } = await import('../../dbmgr/database/open-database.ts');
    const log = stage.log.logOf('sweep');
    const db = openDatabase({ url: stage.env.MYSQL_URL!, log, connections: 1 });
    await sweepAttachments({ db, now: () => new Date() });
    await db.destroy();
    await files.sweep();
  };
  const used: FileStage['used'] = async ({ id }) => {
    const [row] = await stage.sql<{ bytes: string | null }>(
      'SELECT SUM(size) AS bytes FROM attachments WHERE person_id = ?',
      [id],
    );
    return Number(row?.bytes ?? 0);
  };
  const uploads: FileStage['uploads'] = async () => {
    const { openStore } = await import('../../files/store/open-store.ts');
    return openStore(readStorePlace(parseSettings(stage.env))).listUploads();
  };
  const elsewhere = await found(eve, []);
  const people = { ada, ben, eve, team, elsewhere };
  const acts = { as, api, wish, put, upload, prepare, send, stateOf, used, uploads, grow, sweep };
  return {
    stage,
    web,
    files,
    ...people,
    ...acts,
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}
