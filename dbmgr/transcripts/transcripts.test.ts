import { afterAll, beforeAll, expect, test } from 'vitest';
import { mailLimits } from '../../internal/policy/transcripts.ts';
import { conversationHandlers } from '../conversations/handlers.ts';
import { type Desk, newOrganisation, openDesk } from '../testing/desk.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';
import { transcriptHandlers as handlers } from './handlers.ts';

let talk: TalkStage;
let desk: Desk;
beforeAll(async () => {
  talk = await openTalkStage();
  desk = openDesk(talk);
});
afterAll(() => talk[Symbol.asyncDispose]());

const read = (who: Somebody, channel_id: string, after = 0) =>
  handlers.readTranscript(talk.by(who), { channel_id, after });

const mail = (who: Somebody, channel_id: string, to: string, language = 'en') =>
  handlers.mailTranscript(talk.by(who), { channel_id, to, zone: 'Europe/Berlin', language });

async function talked() {
  const visitor = await talk.somebody('user', { name: 'Vera' });
  const agent = await desk.onlineAgent();
  const channel = await talk.start(visitor, 'person');
  await desk.take(agent, channel);
  await talk.say(visitor, channel, 'where is my bicycle');
  await talk.say(agent, channel, 'it is on its way');
  return { visitor, agent, channel };
}

/** The same in another organisation. */
async function talkedElsewhere() {
  const org = await newOrganisation(talk);
  const visitor = await talk.somebody('user', { org });
  const agent = await talk.somebody('agent', { org, online: true });
  const channel = await talk.start(visitor, 'person');
  await desk.take(agent, channel);
  return { visitor, agent, channel };
}

test('its visitor, who had it and admins read the whole of it; nobody else knows it', async () => {
  const { visitor, agent, channel } = await talked();
  await desk.close(visitor, channel);
  const admin = await talk.somebody('admin');
  for (const who of [visitor, agent, admin]) {
    const { conversation, lines, next } = await read(who, channel);
    expect(conversation).toMatchObject({ visitor: 'Vera' });
    expect(conversation.ended_at).not.toBeNull();
    const texts = lines.map((line) => (line.kind === 'message' ? line.text : line.reason));
    expect(texts).toEqual(['taken', 'where is my bicycle', 'it is on its way', 'closed']);
    expect(next).toBeNull();
  }
  await talk.stage.people.organisation('foreign');
  const strangers = [
    await talk.somebody('user'),
    await desk.onlineAgent(),
    await talk.somebody('admin', { org: 'foreign' }),
    await talk.somebody('super_admin'),
  ];
  for (const who of strangers) {
    await expect(read(who, channel)).rejects.toMatchObject({ code: 'not_found' });
    const mailed = mail(who, channel, 'eve@example.org');
    await expect(mailed).rejects.toMatchObject({ code: 'not_found' });
  }
});

test('private notes are no part of it', async () => {
  const { agent, channel } = await talked();
  const { channel: notes } = await conversationHandlers.openNotes(talk.by(agent), {
    channel_id: channel,
  });
  await talk.say(agent, notes.id, 'a difficult one');
  const text = JSON.stringify(await read(agent, channel));
  expect(text).not.toContain('difficult');
  await expect(read(agent, notes.id)).rejects.toMatchObject({ code: 'not_found' });
});

test('a long one comes page by page, every line once', async () => {
  const { visitor, channel } = await talked();
  const many = Array.from({ length: 450 }, (_, at) => talk.say(visitor, channel, `line ${at}`));
  await Promise.all(many);
  const seqs: number[] = [];
  for (let after: number | null = 0; after !== null;) {
    const page = await read(visitor, channel, after);
    seqs.push(...page.lines.map(({ seq }) => seq));
    after = page.next;
  }
  expect(seqs).toEqual(Array.from({ length: 453 }, (_, at) => at + 1));
});

test('it is mailed in the reader’s language and zone, so often a day and no more', async () => {
  const { visitor, channel } = await talked();
  await mail(visitor, channel, 'vera@example.org', 'de');
  const [row] = await talk.sql<{ subject: string; content: string }>(
    'SELECT subject, content FROM mails WHERE recipient = ?',
    ['vera@example.org'],
  );
  expect(row!.subject).toBe('Gespräch mit Vera');
  const { text, html } = JSON.parse(row!.content) as { text: string; html: string };
  expect(text).toContain('Vera: where is my bicycle');
  expect(text).toContain('Europe/Berlin');
  expect(html).toContain('<html lang="de"');
  for (let i = 1; i < mailLimits.recipient; i++) {
    await mail(visitor, channel, `vera+${i}@example.org`);
  }
  const oneMore = mail(visitor, channel, 'vera@example.org');
  await expect(oneMore).rejects.toMatchObject({ code: 'rate_limited' });
  for (let i = mailLimits.recipient; i < mailLimits.person; i++) {
    await mail(visitor, channel, `vera${i}@example.org`);
  }
  const another = mail(visitor, channel, 'another@example.org');
  await expect(another).rejects.toMatchObject({ code: 'rate_limited' });
});

test('W8: whoever comes as one guest after the other mails no more from one network', async () => {
  const guests: Awaited<ReturnType<typeof talked>>[] = [];
  for (let i = 0; i * mailLimits.person < mailLimits.network; i++) guests.push(await talked());
  const left = mailLimits.network - (await mailedToday());
  const wishes = Array.from({ length: left + 1 }, (_, i) => {
    const { visitor, channel } = guests[i % guests.length]!;
    return () => mail(visitor, channel, `somebody${i}@example.org`);
  });
  for (const wish of wishes.slice(0, left)) await wish();
  await expect(wishes[left]!()).rejects.toMatchObject({ code: 'rate_limited' });
  const { agent, channel } = guests[0]!;
  await mail(agent, channel, 'staff@example.org');
  const elsewhere = await talkedElsewhere();
  const there = mail(elsewhere.visitor, elsewhere.channel, 'somebody@example.org');
  await expect(there).rejects.toMatchObject({ code: 'rate_limited' });
});

test('W8: one mailbox is mailed no more for being named to many organisations', async () => {
  const { agent, channel } = await talked();
  for (let i = 0; i < mailLimits.recipient; i++) {
    await mail(agent, channel, i % 2 ? 'v_c%t@example.org' : 'v_c%t+shop@example.org');
  }
  const elsewhere = await talkedElsewhere();
  for (const to of ['v_c%t@example.org', 'v_c%t+x@example.org']) {
    const there = mail(elsewhere.agent, elsewhere.channel, to);
    await expect(there).rejects.toMatchObject({ code: 'rate_limited' });
  }
  for (const to of ['vic+t@example.org', 'v_c%to@example.org']) {
    await mail(elsewhere.agent, elsewhere.channel, to);
  }
});

async function mailedToday(): Promise<number> {
  const [row] = await talk.sql<{ n: number }>('SELECT COUNT(*) AS n FROM mails');
  return row!.n;
}
