import { afterAll, beforeAll, expect, test } from 'vitest';
import { startIndexer } from '../search/indexer.ts';
import { seedTeam } from '../testing/seeded-team.ts';
import { newOrganisation, openDesk, type Desk } from '../testing/desk.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';
import { deskHandlers as handlers } from './handlers.ts';

let talk: TalkStage;
let desk: Desk;
beforeAll(async () => {
  talk = await openTalkStage();
  desk = openDesk(talk);
});
afterAll(() => talk[Symbol.asyncDispose]());

async function talking(name: string, line: string, agent?: Somebody) {
  const visitor = await talk.somebody('user', { name });
  const owner = agent ?? (await desk.workingAgent({ name: 'Ana' }));
  const channel = await talk.start(visitor, 'person');
  await talk.say(visitor, channel, line);
  await desk.take(owner, channel);
  return { visitor, owner, channel };
}

async function search(who: Somebody, words: string, live = false): Promise<string[]> {
  const found = await handlers.listConversations(talk.by(who, 'web'), { words, live });
  return found.conversations.map(({ visitor }) => visitor.name);
}

async function index(): Promise<void> {
  const log = talk.stage.log.logOf('dbmgr');
  await using loop = startIndexer({ db: talk.db, log, everyMs: 60_000 });
  await loop.hurry();
}

test('an agent finds what was said in their organisation, and nothing of another', async () => {
  const agent = await desk.workingAgent({ name: 'Fay' });
  await talking('Vera', 'My parcel to Łódź is lost');
  const { visitor, owner, channel } = await talking('Parcel Pete', 'Hello');
  await desk.close(owner, channel);
  await talk.stage.people.organisation('north');
  const stranger = await talk.somebody('user', { name: 'Nina', org: 'north' });
  await talk.say(stranger, await talk.start(stranger, 'person'), 'My parcel is here');
  await index();
  expect((await search(agent, 'parcel')).toSorted()).toEqual(['Parcel Pete', 'Vera']);
  expect(await search(agent, 'parc lodz')).toEqual([]);
  expect(await search(agent, 'parcel lod')).toEqual(['Vera']);
  expect(await search(agent, '100%')).toEqual([]);
  expect(await search(agent, 'parcel', true)).toEqual(['Vera']);
  const wish = { channel_id: channel };
  const read = await handlers.readConversation(talk.by(agent, 'web'), wish);
  expect(read.messages.map(({ data, from }) => [data, from])).toEqual([['Hello', visitor.id]]);
  expect(read).toMatchObject({ more: false, conversation: { state: 'closed', line: 'Hello' } });
});

test('of those that are live, who wants a person comes before who has a bot', async () => {
  const org = await newOrganisation(talk);
  const admin = await talk.somebody('admin', { org });
  const ana = await desk.workingAgent({ org });
  const start = async (name: string) =>
    talk.start(await talk.somebody('user', { org, name }), 'person');
  const bot = await start('With a bot');
  const open = await start('Open');
  const ended = await start('Ended');
  for (const channel of [open, ended]) await desk.take(ana, channel);
  await desk.close(ana, ended);
  await start('Waits long');
  await start('Waits');
  const change = "UPDATE conversations SET state = 'bot', changed_at = NOW(3) WHERE channel_id = ?";
  await talk.sql(change, [bot]);
  expect(await search(admin, '', true)).toEqual(['Waits long', 'Waits', 'Open', 'With a bot']);
});

test('beside what was found stands the line that holds it, else the last one', async () => {
  const agent = await desk.workingAgent({ name: 'Fritz' });
  const { visitor, channel } = await talking('Wanda', 'The red kettle leaks');
  await talk.say(visitor, channel, 'The kettle is new');
  await talk.say(visitor, channel, 'Good bye');
  await index();
  const lineOf = async (words: string) => {
    const wish = { words, live: false };
    const { conversations } = await handlers.listConversations(talk.by(agent, 'web'), wish);
    return conversations.find(({ channel_id }) => channel_id === channel)?.line;
  };
  expect(await lineOf('kettle')).toBe('The kettle is new');
  expect(await lineOf('kettle re')).toBe('The red kettle leaks');
  expect(await lineOf('wanda')).toBe('Good bye');
  expect(await lineOf('')).toBe('Good bye');
});

test('what is one team’s, agents outside it neither find nor read', async () => {
  const member = await desk.workingAgent({ name: 'Tia' });
  const outsider = await desk.workingAgent({ name: 'Otto' });
  const team = await seedTeam(talk, [member]);
  const { channel } = await talking('Secretive', 'A delicate thing');
  await talk.sql('UPDATE conversations SET team_id = ? WHERE channel_id = ?', [team, channel]);
  await index();
  expect(await search(member, 'delicate')).toEqual(['Secretive']);
  expect(await search(outsider, 'delicate')).toEqual([]);
  const reading = handlers.readVisitor(talk.by(outsider, 'web'), { channel_id: channel });
  await expect(reading).rejects.toMatchObject({ code: 'not_found' });
});

test('who the visitor is: what the site signed, and what their browser says', async () => {
  const { visitor, owner, channel } = await talking('Wim', 'Hi');
  await desk.closeAs(owner, channel, 'Question');
  await talk.sql(
    `INSERT INTO identities (org_id, kind, sub_hash, sub, person_id, made_at)
     VALUES ('main', 'guest', SHA2('c-17', 256), 'c-17', ?, UTC_TIMESTAMP(3))`,
    [visitor.id],
  );
  const visit = { page: 'https://shop.example.org/cart', zone: 'Europe/Berlin' };
  await handlers.noteVisit(talk.by(visitor), { ...visit, page: 'https://shop.example.org/' });
  await handlers.noteVisit(talk.by(visitor), visit);
  const second = await talk.start(visitor, 'person');
  await desk.take(owner, second);
  const by = talk.by(owner, 'web');
  const { visitor: facts } = await handlers.readVisitor(by, { channel_id: second });
  expect(facts).toMatchObject({
    name: 'Wim',
    account: false,
    signed: { sub: 'c-17', email: null },
    account_email: null,
    visit,
    why: null,
    has_notes: false,
  });
  expect(facts.earlier).toMatchObject([{ category: 'Question', state: 'closed', line: 'Hi' }]);
});

test('colleagues with free seats come first, and no one of another organisation', async () => {
  await talk.sql("UPDATE people SET active = FALSE WHERE role = 'agent'");
  const me = await desk.workingAgent({ name: 'Me' });
  const full = await desk.workingAgent({ name: 'Full', limit: 1 });
  await talking('One', 'x', full);
  const free = await desk.workingAgent({ name: 'Zoe' });
  const busier = await desk.workingAgent({ name: 'Bo' });
  await talking('Two', 'x', busier);
  await talk.somebody('agent', { name: 'Gone' });
  await desk.workingAgent({ name: 'North', org: 'north' });
  const team = await seedTeam(talk, [free, full]);
  const answer = await handlers.listColleagues(talk.by(me, 'web'), {});
  expect(answer.people.map(({ name, state, open }) => `${name} ${state} ${open}`)).toEqual([
    'Zoe free 0',
    'Bo free 1',
    'Full full 1',
    'Gone offline 0',
  ]);
  expect(answer.teams.find(({ id }) => id === team)?.free).toBe(1);
  expect(answer.automations.map(({ name }) => name)).toContain('chat-bot');
});

test('an agent’s own desk, as it is when the console opens', async () => {
  const me = await desk.workingAgent({ name: 'Pat', limit: 3 });
  await talk.sql(
    "UPDATE desks SET paused_at = UTC_TIMESTAMP(3), pause_reason = 'Lunch' WHERE person_id = ?",
    [me.id],
  );
  const own = await handlers.readDesk(talk.by(me, 'web'), {});
  expect(own).toMatchObject({
    paused: true,
    reason: 'Lunch',
    dnd: false,
    limit: 3,
    may_ban: false,
    typing_preview: false,
  });
  expect(own.categories).toContain('Question');
});
