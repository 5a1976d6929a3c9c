import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import type { StartedWeb } from '../../internal/testing/starters.ts';
import { clientOf } from '../testing/house.ts';
import type { HttpClient } from '../testing/http-client.ts';

let stage: Stage;
let web: StartedWeb;
beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  web = await stage.startWeb({ TRUST_PROXY: '127.0.0.1' });
  await stage.startBot('chat-bot');
});
afterAll(() => stage[Symbol.asyncDispose]());

const path = '/chat/form';
const browser = () => clientOf(stage, web.url);

function write(client: HttpClient, text: string, more: Record<string, string> = {}) {
  return client.post(path, { id: randomUUID(), text, with: 'chat-bot', ...more });
}

/** The lines of the page, as text. */
async function linesAt(client: HttpClient, at = path): Promise<string[]> {
  const { text } = await client.get(at);
  return [...text.matchAll(/<div class="message-text"[^>]*>(.*?)<\/div>/gs)].map(([, line]) =>
    line!.replaceAll(/<[^>]*>/g, '').trim(),
  );
}

test('who writes without script is answered when they look again', async () => {
  using client = browser();
  const first = await client.get(path);
  expect(first.text).toMatch(/value="chat-bot"/);
  expect(first.headers['set-cookie']).toBeUndefined();
  const sent = await write(client, 'one two three', { nickname: 'Ada' });
  expect([sent.status, sent.headers.location]).toEqual([303, `${path}#end`]);
  const cookie = String(sent.headers['set-cookie']);
  expect(cookie).toMatch(/HttpOnly/i);
  expect(cookie).toMatch(/SameSite=Lax/i);
  await expect.poll(() => linesAt(client)).toEqual(['one two three', 'three two one']);
  await write(client, 'four');
  await expect.poll(() => linesAt(client)).toHaveLength(4);
});

test('W10: two browsers are two visitors, and neither sees the other', async () => {
  using ada = browser();
  using bob = browser();
  await write(ada, 'only mine');
  await write(bob, 'and only his');
  expect((await linesAt(ada)).join()).not.toContain('his');
  expect((await linesAt(bob)).join()).not.toContain('mine');
  using nobody = browser();
  expect(await linesAt(nobody)).toEqual([]);
});

test('a form that is sent twice is one message, unless it says more by then', async () => {
  using client = browser();
  const id = randomUUID();
  for (const text of ['just once', 'just once', 'just once, and more']) {
    expect((await write(client, text, { id })).status).toBe(303);
  }
  const mine = (await linesAt(client)).filter((line) => line.startsWith('just once'));
  expect(mine).toEqual(['just once', 'just once, and more']);
});

test('who wrote too soon after others keeps what they wrote, in their language', async () => {
  const busy = await stage.startWeb({
    WEB_PORT: '0',
    PUBLIC_URL: undefined,
    TRUST_PROXY: '127.0.0.1',
    LIMIT_CHAT_SESSIONS: '1',
  });
  using client = clientOf(stage, busy.url);
  expect((await write(client, 'first')).status).toBe(303);
  client.cookies.clear();
  const fields = { id: randomUUID(), text: 'kept words', with: 'chat-bot' };
  const late = await client.post(`${path}?language=de`, fields);
  expect(late.status).toBe(429);
  expect(late.headers['retry-after']).toMatch(/^[1-9]\d*$/);
  expect(late.text).toContain('Zu viel auf einmal.');
  expect(late.text).toContain('>kept words</textarea>');
});

test('an error page leads back to the chat that the form stood in', async () => {
  using client = browser();
  const { origin } = new URL(web.url);
  const sendFrom = (at: string) =>
    client.post(`${path}/rating`, { score: '9' }, { origin, referer: at });
  const ours = await sendFrom(`${origin}${path}?org=main&language=de`);
  expect(ours.text).toContain(`href="${path}?org=main&amp;language=de"`);
  const theirs = await sendFrom(`https://evil.example${path}?org=main`);
  expect(theirs.text).toContain('href="/"');
});

test('what cannot be taken is said beside the field, and stays in it', async () => {
  using client = browser();
  const blank = await write(client, '   ');
  expect(blank.status).toBe(422);
  expect(blank.text).toContain('The message is empty.');
  const odd = await write(client, 'kept words', { nickname: '\u202eevil' });
  expect(odd.status).toBe(422);
  expect(odd.text).toContain('>kept words</textarea>');
  expect((await write(client, 'x', { with: 'no-such-bot' })).status).toBe(404);
  const german = `${path}?language=de`;
  const told = { id: randomUUID(), text: '   ', nickname: '\u202eevil' };
  const wrong = await client.post(german, told);
  expect(wrong.text).toContain('Die Nachricht ist leer.');
  expect(wrong.text).toContain('Der Name ist zu lang oder enthält Zeichen');
  const long = await client.post(german, { id: randomUUID(), text: '😀'.repeat(10_001) });
  expect(long.text).toContain('Die Nachricht ist zu lang.');
});

test('C6, C8: what is written is text, whoever wrote it', async () => {
  using client = browser();
  const evil =
    '<img src=x onerror=alert(1)> [a](javascript:alert(1)) "quoted" https://good@evil.example';
  await write(client, evil);
  await expect.poll(() => linesAt(client)).toHaveLength(2);
  const { text } = await client.get(path);
  expect(text).not.toMatch(/<img|href="javascript|onerror=(?!alert\(1\)&gt;)/i);
  expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;');
  for (const [link] of text.matchAll(/<a [^>]*href="http[^>]*>/g)) {
    expect(link).toMatch(/rel="[^"]*noopener noreferrer/);
  }
});

test('another site’s page cannot write in a visitor’s name', async () => {
  using client = browser();
  await write(client, 'mine');
  const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
  const forged = await client.post(path, { id: randomUUID(), text: 'forged' }, headers);
  expect(forged.status).toBe(403);
  expect((await linesAt(client)).join()).not.toContain('forged');
});

test('W7: who is forgotten on this device leaves nothing, and their login ends', async () => {
  using client = browser();
  await write(client, 'my secret');
  const before = new Map(client.cookies);
  expect((await client.post(`${path}/forget`, {})).status).toBe(303);
  expect(await linesAt(client)).toEqual([]);
  const cookie = [...before].map(([name, value]) => `${name}=${value}`).join('; ');
  using thief = browser();
  expect((await thief.get(path, { cookie })).text).not.toContain('my secret');
});

test('a person can be asked for, and the page says so', async () => {
  using client = browser();
  await write(client, 'help me');
  expect((await client.get(path)).text).toContain('Talk to a person');
  expect((await client.post(`${path}/person`, {})).status).toBe(303);
  const { text } = await client.get(path);
  expect(text).toContain('You asked for a person.');
  expect(text).not.toContain('Talk to a person');
});

test('who waits leaves a message, goes back to the bot, and keeps a copy', async () => {
  using client = browser();
  await write(client, 'help me');
  await expect.poll(() => linesAt(client)).toHaveLength(2);
  await client.post(`${path}/person`, {});
  const odd = await client.post(`${path}/leave?language=fr`, { email: 'ada@example' });
  expect(odd.status).toBe(422);
  expect(odd.text).toContain('value="ada@example" aria-invalid="true"');
  expect(odd.text).toContain('Indiquez une adresse e-mail, par exemple nom@example.com.');
  expect((await client.post(`${path}/leave`, { email: 'ada@example.org' })).status).toBe(303);
  const left = await client.get(path);
  expect(left.text).toContain('Your message is with us.');
  expect(left.text).not.toContain('Do not wait');
  expect((await client.post(`${path}/bot`, {})).status).toBe(303);
  expect((await client.get(path)).text).not.toContain('Your message is with us.');
  const copy = await client.get(`${path}/transcript`);
  expect(copy.headers['content-disposition']).toMatch(/^attachment; filename="conversation-/);
  expect(copy.text).toContain('help me');
});

test('what has ended is rated, and rated anew', async () => {
  using client = browser();
  await write(client, 'help me');
  const early = await client.post(`${path}/rating`, { score: '3' });
  expect(early.status).toBe(409);
  const [talk] = await stage.sql<{ login: string; channel_id: string }>(
    `SELECT logins.id AS login, channel_id FROM conversations
     JOIN logins ON person_id = visitor_id ORDER BY conversations.started_at DESC LIMIT 1`,
  );
  const { login, channel_id } = talk!;
  await (await stage.call.relay()).conversations.closeConversation({ channel_id }, { login });
  expect((await client.get(path)).text).toContain('How was this conversation?');
  expect((await client.post(`${path}/rating`, { score: '2', comment: 'slow' })).status).toBe(303);
  await client.post(`${path}/rating`, { score: '4', comment: 'slow, but kind' });
  const { text } = await client.get(path);
  expect(text).toMatch(/value="4" required checked/);
  expect(text).toContain('>slow, but kind</textarea>');
  expect((await client.post(`${path}/rating`, { score: '6' })).status).toBe(400);
});

test('a file is called by its name, and who answers is known behind many lines', async () => {
  using client = browser();
  await write(client, 'the plan, please', { with: 'person' });
  const [room] = await stage.sql<{ channel_id: string }>(
    'SELECT channel_id FROM conversations ORDER BY started_at DESC LIMIT 1',
  );
  const { channel_id } = room!;
  const agent = await stage.people.agent();
  const { login } = await stage.people.signIn(agent);
  await (await stage.call.web()).agents.goOnline({}, { login });
  const { conversations, messages } = await stage.call.relay();
  await conversations.takeConversation({ channel_id }, { login });
  const lines = Array.from({ length: 110 }, (_, number) => `line ${number}`);
  const { results } = await messages.sendMessages({
    messages: lines.map((data) => {
      return { login, channel_id, id: randomUUID(), to: '*', type: 'text' as const, data };
    }),
  });
  const seqs = results.map((result) => ('seq' in result ? result.seq : 0));
  for (const [seq, id, name] of [
    [seqs.at(-1), randomUUID(), 'plan *b*.pdf'],
    [seqs.at(-2), randomUUID(), null],
  ] as const) {
    await stage.sql(
      "UPDATE messages SET type = 'file', body = ? WHERE channel_id = ? AND seq = ?",
      [id, channel_id, seq],
    );
    if (name === null) continue;
    await stage.sql(
      `INSERT INTO attachments (id, org_id, channel_id, person_id, name, content_type, size, state,
       seq, made_at) VALUES (?, 'main', ?, ?, ?, 'application/pdf', 5, 'sent', ?, NOW(3))`,
      [id, channel_id, agent.id, name, seq],
    );
  }
  expect((await linesAt(client)).slice(-3)).toEqual(['line 107', 'A file', 'plan *b*.pdf']);
  const { text } = await client.get(path);
  expect(text).toContain('The newest lines of your conversation.');
  expect(text).not.toMatch(/A person will answer here|Do not wait|Talk to a person/);
});

test('somebody signed in keeps their own sign-in beside it', async () => {
  using client = browser();
  const agent = await stage.people.agent();
  await client.post('/login', { email: agent.email, password: agent.password });
  expect((await write(client, 'as a visitor')).status).toBe(303);
  expect((await client.get('/agent')).status).toBe(200);
  expect(await linesAt(client)).toContain('as a visitor');
});

test('the page speaks the visitor’s language, from right to left where it must', async () => {
  using client = browser();
  const german = await client.get(path, { 'accept-language': 'de-AT,en;q=0.5' });
  expect(german.text).toMatch(/<html lang="de" dir="ltr"/);
  expect(german.text).toContain('Wer antworten soll');
  const arabic = await client.get(`${path}?language=ar`, { 'accept-language': 'de' });
  expect(arabic.text).toMatch(/<html lang="ar" dir="rtl"/);
  expect(arabic.text).toContain('action="/chat/form?language=ar"');
  const odd = await client.get(`${path}?language=%22%3E%3Cscript%3E`);
  expect(odd.text).toContain('action="/chat/form?language=en"');
});

test('W8: ten megabytes are refused before they are read, and so is a flood', async () => {
  using client = browser();
  expect((await write(client, 'x'.repeat(10_000_000))).status).toBe(413);
  expect((await write(client, '😀'.repeat(10_001))).status).toBe(422);
  using flood = browser();
  const statuses: number[] = [];
  for (let i = 0; i < 61; i++) statuses.push((await flood.post(`${path}/person`, {})).status);
  expect(statuses.slice(0, 60)).not.toContain(429);
  expect(statuses.at(-1)).toBe(429);
});

test('W7: what is written to one organisation reaches no other that knows somebody', async () => {
  await stage.people.organisation('acme');
  using client = browser();
  await write(client, 'for main');
  const theirs = `${path}?org=acme`;
  expect((await client.get(theirs)).text).not.toContain('for main');
  expect((await client.get(`${path}/transcript?org=acme`)).status).toBe(404);
  const message = { id: randomUUID(), text: 'for acme', with: 'person', org: 'acme' };
  const { headers } = await client.post(theirs, message);
  expect(headers.location).toBe(`${theirs}#end`);
  expect((await client.get(theirs)).text).toContain('for acme');
  const found = await stage.sql("SELECT org_id FROM messages WHERE body = 'for acme'");
  expect(found).toEqual([{ org_id: 'acme' }]);
  await client.post(theirs, { id: randomUUID(), text: 'more for acme' });
  expect(await linesAt(client, theirs)).toEqual(['for acme', 'more for acme']);
  expect(await linesAt(client)).toEqual([]);
  await write(client, 'for main again');
  expect(await linesAt(client)).toContain('for main again');
  const all = await stage.sql("SELECT org_id, body FROM messages WHERE body LIKE '%again'");
  expect(all).toEqual([{ org_id: 'main', body: 'for main again' }]);
});
