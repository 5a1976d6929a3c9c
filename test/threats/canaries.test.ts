import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BusTap, tapBus } from '../../internal/testing/bus-tap.ts';
import { openSocket, type TestSocket } from '../../internal/testing/socket.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { openClient } from '../../web/testing/http-client.ts';

/** Where a secret may stand. */
type Secret = { what: string; value: string; allowedOnBus: RegExp };

let stage: Stage;
let tap: BusTap;
const secrets: Secret[] = [];
const pages: string[] = [];
const visitorFrames: string[] = [];

const noSubject = /^$/;
const webInbox = /^_I\.web\./;
const passwordOperations =
  /^natter\.v1\.web\.(logins\.(signIn|changePassword)|admins\.addAdmin|agents\.addAgent)$/;

function keep(what: string, value: string, allowedOnBus: RegExp): string {
  secrets.push({ what, value, allowedOnBus });
  return stage.canaries.note(value, what);
}

beforeAll(async () => {
  stage = await openStage();
  tap = stage.use(await tapBus(stage.nats.url));
  const env = { NATS_URL: tap.url };
  await stage.startDbmgr(env);
  await stage.startRelay(env);
  const { url } = await stage.startWeb(env);
  await stage.startBot('chat-bot', env);
  const agentLogin = await tellStaffStory(url);
  await tellVisitorStory(url, agentLogin);
});

afterAll(() => stage[Symbol.asyncDispose]());

type Account = { email: string; password: string };

/** People are added, sign in well and badly, change passwords; every page is kept. */
async function tellStaffStory(url: string): Promise<Account> {
  const boss = await stage.people.superAdmin();
  for (const what of ['admin', 'agent'] as const) await stage.people[what]();
  const rows = await stage.sql<{ hash: string }>(
    'SELECT password_hash AS hash FROM people WHERE password_hash IS NOT NULL',
  );
  for (const { hash } of rows) keep('a password hash', hash, noSubject);
  const password = (what: string) => keep(what, stage.canaries.password(), passwordOperations);
  // The secret by which a browser is known is looked up where passwords are.
  const device = /^(_I\.web\.|natter\.v1\.web\.logins\.signIn$)/;
  const onCookie = (value: string) => {
    if (value.startsWith('s%3A')) keep('a session cookie', value, noSubject);
    else keep('a device cookie', value, device);
  };
  using browser = openClient(url, { onCookie });
  const post = async (path: string, fields: Record<string, string>) => {
    pages.push((await browser.post(path, fields)).text);
  };
  const get = async (path: string) => pages.push((await browser.get(path)).text);

  await post('/login', { email: boss.email, password: password('a wrong password') });
  await post('/login', { email: boss.email, password: keepKnown(boss.password) });
  const admin = { email: 'adam@example.com', password: password("an admin's password") };
  await post('/super/admins', { name: 'Adam', ...admin });
  await post('/super/admins', { name: 'Adam', ...admin });
  await post('/super/admins', { name: '', ...admin });
  await activate('admins', admin.email);
  await get('/super/admins');
  await get('/super/audit');
  await post('/logout', {});
  await post('/login', admin);
  const agent = { email: 'agnes@example.com', password: password("an agent's password") };
  await post('/admin/agents', { name: 'Agnes', ...agent });
  await activate('agents', agent.email);
  const changed = password('a new password');
  const current = password('a wrong current password');
  await post('/account/password', { current, password: changed, confirm: changed });
  await post('/account/password', { current: admin.password, password: changed, confirm: 'x' });
  await post('/account/password', {
    current: admin.password,
    password: changed,
    confirm: changed,
  });
  await get('/admin/agents');
  return agent;

  async function activate(kind: 'admins' | 'agents', email: string) {
    const [row] = await stage.sql<{ id: string }>('SELECT id FROM people WHERE email = ?', [email]);
    const base = kind === 'admins' ? '/super/admins' : '/admin/agents';
    await post(`${base}/${row!.id}/activate`, {});
  }

  function keepKnown(value: string): string {
    secrets.push({ what: "the super admin's password", value, allowedOnBus: passwordOperations });
    return value;
  }
}

type Tokens = { token: string; refresh_token: string };

/** A visitor talks to an automation and to the agent; another one asks for it in vain. */
async function tellVisitorStory(url: string, agent: Account): Promise<void> {
  using program = openClient(url);
  const session = async (path: string, body: object, what: string): Promise<Tokens> => {
    const answer = JSON.parse((await program.json(path, body)).text) as Tokens;
    keep(`the token of ${what}`, answer.token, webInbox);
    const refreshing = /^(_I\.web\.|natter\.v1\.web\.logins\.refresh$)/;
    keep(`the refresh token of ${what}`, answer.refresh_token, refreshing);
    return answer;
  };
  const ada = await session('/v1/chat/session', { nickname: 'Ada' }, 'Ada');
  const eve = await session('/v1/chat/session', { nickname: 'Eve' }, 'Eve');
  const login = { login: agent.email, password: agent.password };
  const agnes = await session('/v1/auth/login', login, 'Agnes');
  await session('/v1/auth/refresh', { refresh_token: ada.refresh_token }, 'Ada, renewed');
  await stage.sql('UPDATE people SET online = TRUE WHERE email = ?', [agent.email]);

  using sockets = new DisposableStack();
  const open = async (tokens: Tokens): Promise<TestSocket> => {
    const socket = sockets.use(await openSocket(url));
    await socket.hello(tokens.token);
    return socket;
  };
  const visitor = await open(ada);
  const stranger = await open(eve);
  visitor.send({ op: 'start', with: 'chat-bot' });
  const { channel_id } = await visitor.next('started');
  const say = (socket: TestSocket, id: string) =>
    socket.send({ op: 'send', id, channel_id, to: '*', type: 'text', data: stage.canaries.text() });
  say(visitor, 'm1');
  await visitor.next(({ op, role }) => op === 'message' && role === 'automation');
  say(stranger, 'm2');
  await stranger.next('error');
  stranger.send({ op: 'open', channel_id, after: 0 });
  await stranger.next('error');
  visitor.send({ op: 'handoff', channel_id });
  await visitor.next(({ op, state }) => op === 'conversation' && state === 'waiting');
  const desk = await open(agnes);
  desk.send({ op: 'take', channel_id });
  await desk.next('joined');
  say(desk, 'm3');
  await visitor.next(({ op, role }) => op === 'message' && role === 'agent');
  visitor.send('{"op":');
  visitor.send({ op: 'hello', token: ada.token });
  await visitor.next('error');
  visitorFrames.push(...[visitor, stranger].flatMap(({ received }) => received).map(toText));
}

const toText = (value: object) => JSON.stringify(value);

describe('G2: where secrets are seen', () => {
  test('K3: in no log line, and messages are in none either', () => {
    expect(stage.log.lines().length).toBeGreaterThan(50);
    expect(stage.canaries.findIn(stage.log.text())).toEqual([]);
  });

  test('N13: on the bus only where they are checked, set or given out', () => {
    expect(tap.messages.length).toBeGreaterThan(50);
    const leaks = tap.messages.flatMap(({ subject, text }) =>
      secrets
        .filter(({ value, allowedOnBus }) => text.includes(value) && !allowedOnBus.test(subject))
        .map(({ what }) => `${what} on ${subject}`),
    );
    expect(leaks).toEqual([]);
    const heard = secrets.filter(({ value }) =>
      tap.messages.some(({ text }) => text.includes(value)),
    );
    expect(heard.map(({ what }) => what)).toContain("the super admin's password");
    expect(secrets.map(({ what }) => what)).toContain('a session cookie');
  });

  test('D8, S10: on no page, be it an error or a form shown again', () => {
    expect(pages.length).toBeGreaterThan(10);
    const leaks = pages.flatMap((page) =>
      secrets.filter(({ value }) => page.includes(value)).map(({ what }) => what),
    );
    expect(leaks).toEqual([]);
  });

  test('R17: in no frame, and a stranger hears nothing of a conversation', () => {
    const text = visitorFrames.join('\n');
    expect(secrets.filter(({ value }) => text.includes(value))).toEqual([]);
    expect(text).not.toMatch(/password|email|auth_version|member_version|refresh/);
    expect(text).not.toContain('agnes@example.com');
  });
});
