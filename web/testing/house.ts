import type { StageEnvironment } from '../../internal/testing/stage-settings.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import type { StartedDbmgr, StartedWeb } from '../../internal/testing/starters.ts';
import { type ClientOptions, type HttpClient, openClient } from './http-client.ts';

const trusting: StageEnvironment = { TRUST_PROXY: '127.0.0.1' };
let made = 0;

type Person = { email: string; password: string };

/** A stage with dbmgr and web, and people's clients on it. */
export type House = AsyncDisposable & {
  stage: Stage;
  dbmgr: StartedDbmgr;
  web: StartedWeb;
  client(options?: ClientOptions): HttpClient;
  /** Somebody's browser, signed in. */
  signedIn(person: Person): Promise<HttpClient>;
  /** A second web beside the first, on a port of its own. */
  anotherWeb(env?: StageEnvironment): Promise<StartedWeb>;
  /** Rows of the sessions' table. */
  sessionCount(): Promise<number>;
};

/**
 * Web believes what its clients say of their address, and each client has one of its own: wrong
 * passwords of one count against no other. Cookies are canaries: one in a log fails the test.
 * `relay`: sockets are opened through it, too.
 */
export async function openHouse(
  env: StageEnvironment = {},
  { relay = false } = {},
): Promise<House> {
  const stage = await openStage();
  const dbmgr = await stage.startDbmgr();
  if (relay) await stage.startRelay();
  const web = await stage.startWeb({ ...trusting, ...env });
  const client = (options: ClientOptions = {}) => clientOf(stage, web.url, options);
  const sessions = `\`${stage.database.schemas.sessions}\`.sessions`;
  return {
    stage,
    dbmgr,
    web,
    client,
    signedIn: (person) => signIn(client(), person),
    anotherWeb: (other = {}) =>
      stage.startWeb({ WEB_PORT: '0', PUBLIC_URL: undefined, ...trusting, ...other }),
    async sessionCount() {
      const [row] = await stage.sql<{ n: number }>(`SELECT COUNT(*) AS n FROM ${sessions}`);
      return Number(row?.n);
    },
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}

export function clientOf(stage: Stage, url: string, options: ClientOptions = {}): HttpClient {
  const onCookie = (value: string) => void stage.canaries.note(value, 'a cookie');
  made += 1;
  const address = `10.0.${Math.floor(made / 250)}.${(made % 250) + 1}`;
  return openClient(url, { onCookie, address, ...options });
}

/** Throws when the person is not let in. */
export async function signIn(client: HttpClient, { email, password }: Person): Promise<HttpClient> {
  const answer = await client.post('/login', { email, password });
  if (answer.status !== 303) throw new Error(`sign-in was answered ${answer.status}`);
  return client;
}
