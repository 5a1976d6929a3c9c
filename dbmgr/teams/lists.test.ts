import { afterAll, beforeAll, expect, test } from 'vitest';
import { maxBatchBytes } from '../../internal/contract/messages.ts';
import { maxTeamMembers, maxTeamsHeld } from '../../internal/policy/teams.ts';
import { peopleHandlers } from '../people/handlers.ts';
import { codesOf } from '../testing/desk.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';
import { openTeamRoom, type TeamRoom } from '../testing/team-room.ts';

let talk: TalkStage;
let room: TeamRoom;

beforeAll(async () => {
  talk = await openTalkStage();
  room = openTeamRoom(talk);
});
afterAll(() => talk[Symbol.asyncDispose]());

const namesOf = ({ teams }: { teams: { name: string }[] }) => teams.map(({ name }) => name);
const codeOf = async (promise: Promise<unknown>) => codesOf(await Promise.allSettled([promise]))[0];

/** People of the organisation by the thousand, and all of them in the team. */
async function fill(team: { id: string }, count: number, tag: string): Promise<void> {
  const people = Array.from({ length: count }, (_, at) => `${tag}-${String(at).padStart(32, '0')}`);
  while (people.length > 0) {
    const some = people.splice(0, 1000);
    const values = some.map(() => "(?, 'main', 'member', 'One of many', TRUE, NOW(3))").join(', ');
    await talk.sql(
      `INSERT IGNORE INTO people (id, org_id, role, name, active, added_at) VALUES ${values}`,
      some,
    );
    await talk.sql(
      `INSERT INTO members (channel_id, person_id, joined_version, joined_at) VALUES
       ${some.map(() => '(?, ?, 1, NOW(3))').join(', ')}`,
      some.flatMap((id) => [team.id, id]),
    );
  }
}

test('one sees the teams one is in, in the order in which they were made', async () => {
  const ada = await talk.somebody('member');
  const ben = await talk.somebody('member');
  const own = await room.create(ada, 'First');
  const shared = await room.create(ben, 'Second', [ada]);
  await room.create(ben, 'Not theirs');
  const third = await room.create(ada, '100% Third_one');
  await room.edit(ada, third, { meta_tags: ['sea', 'b'] });
  expect(namesOf(await room.list(ada))).toEqual(['First', 'Second', '100% Third_one']);
  expect(namesOf(await room.list(ada, { role: 'creator' }))).toEqual(['First', '100% Third_one']);
  expect(namesOf(await room.list(ada, { role: 'member' }))).toEqual(['Second']);
  expect(namesOf(await room.list(ada, { role: 'admin' }))).toEqual([]);
  await room.promote(ben, shared, ada);
  expect(namesOf(await room.list(ada, { role: 'admin' }))).toEqual(['Second']);
  expect(namesOf(await room.list(ada, { tag: 'sea' }))).toEqual(['100% Third_one']);
  expect(namesOf(await room.list(ada, { tag: 'se' }))).toEqual([]);
  expect(namesOf(await room.list(ada, { q: 'SEC' }))).toEqual(['Second']);
  expect(namesOf(await room.list(ada, { q: '%' }))).toEqual(['100% Third_one']);
  expect(namesOf(await room.list(ada, { q: '_' }))).toEqual(['100% Third_one']);
  expect(namesOf(await room.list(ada, { q: '船' }))).toEqual([]);
  const listed = (await room.list(ada)).teams;
  expect(listed).toEqual(await Promise.all([own, shared, third].map((one) => room.read(ada, one))));
});

test('pages lead to the end and back, and show each team once', async () => {
  const ada = await talk.somebody('member');
  const names = ['a', 'b', 'c', 'd', 'e'];
  for (const name of names) await room.create(ada, name);
  const first = await room.list(ada, { limit: 2 });
  expect(namesOf(first)).toEqual(['a', 'b']);
  expect(first.prev).toBeNull();
  const second = await room.list(ada, { limit: 2, after: first.next! });
  const third = await room.list(ada, { limit: 2, after: second.next! });
  expect([namesOf(second), namesOf(third)]).toEqual([['c', 'd'], ['e']]);
  expect(third.next).toBeNull();
  const back = await room.list(ada, { limit: 2, before: third.prev! });
  expect(namesOf(back)).toEqual(['c', 'd']);
  expect(namesOf(await room.list(ada, { limit: 2, after: back.next! }))).toEqual(['e']);
  expect((await room.list(ada, { limit: 2, before: back.prev! })).prev).toBeNull();
});

test('large teams come fewer to a page: no answer is larger than 256 KiB', async () => {
  const ada = await talk.somebody('member');
  const made = [];
  for (const name of ['a', 'b', 'c', 'd']) made.push(await room.create(ada, name));
  const sizes = [2000, 4000, 4999, 1];
  for (const [at, team] of made.entries()) await fill(team, sizes[at]!, 'crowd');
  const pages: number[][] = [];
  for (let after: string | undefined; ;) {
    const page = await room.list(ada, after === undefined ? {} : { after });
    expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThanOrEqual(maxBatchBytes);
    pages.push(page.teams.map(({ members }) => members.length));
    if (page.next === null) break;
    after = page.next;
  }
  expect(pages).toEqual([
    [2001, 4001],
    [5000, 2],
  ]);
  const last = await room.list(ada, { before: 'z' });
  expect(last.teams.map(({ members }) => members.length)).toEqual([5000, 2]);
  expect(last.teams[0]!.members).toEqual((await room.read(ada, made[2]!)).members);
  expect(last).toMatchObject({ next: made[3]!.id, prev: made[2]!.id });
});

test('a team with all the members and admins it may have fits an answer', async () => {
  const ada = await talk.somebody('member');
  const team = await room.create(ada, '𝒲'.repeat(80));
  await fill(team, maxTeamMembers - 1, 'full');
  await talk.sql(
    `UPDATE members SET level = 'admin' WHERE channel_id = ? AND level = 'member' LIMIT 1000`,
    [team.id],
  );
  const icon = `https://pictures.example/${'i'.repeat(2000)}`;
  const meta_tags = Array.from({ length: 20 }, (_, at) => `${'標'.repeat(48)}${at + 10}`);
  const { team: full } = await room.edit(ada, team, { icon, meta_tags });
  expect(Buffer.byteLength(JSON.stringify(full))).toBeLessThan(maxBatchBytes);
  const newcomer = await talk.somebody('member');
  expect(await codeOf(room.add(ada, team, newcomer))).toBe('conflict');
  const member = full.members.find((id) => !full.admins.includes(id) && id !== ada.id)!;
  expect(await codeOf(room.promote(ada, team, { ...ada, id: member }))).toBe('conflict');
  await room.demote(ada, team, { ...ada, id: full.admins[0]! });
  await room.promote(ada, team, { ...ada, id: member });
});

test('nobody has more teams than they may', async () => {
  const ada = await talk.somebody('member');
  const ben = await talk.somebody('member');
  const rows = Array.from({ length: maxTeamsHeld - 1 }, (_, at) => `${ada.id}-${at}`);
  await talk.sql(
    `INSERT INTO channels (id, org_id, kind, changed_at, made_at) VALUES
     ${rows.map(() => "(?, 'main', 'team', NOW(3), NOW(3))").join(', ')}`,
    rows,
  );
  await talk.sql(
    `INSERT INTO members (channel_id, person_id, level, joined_version, joined_at) VALUES
     ${rows.map(() => "(?, ?, 'super_admin', 1, NOW(3))").join(', ')}`,
    rows.flatMap((id) => [id, ada.id]),
  );
  const bens = await room.create(ben, 'For Ada', [ada]);
  const outcomes = await Promise.allSettled(
    ['one', 'other'].map((name) => room.create(ada, name, [ben])),
  );
  expect(codesOf(outcomes)).toEqual(['conflict']);
  expect(await codeOf(room.transfer(ben, bens, ada))).toBe('conflict');
  const made = outcomes.find((outcome) => outcome.status === 'fulfilled')!.value;
  await room.transfer(ada, made, ben);
  await room.transfer(ben, bens, ada);
});

test('members are listed by pages, each with name, nickname, level and since when', async () => {
  const ada = await talk.somebody('member', { name: 'Ada' });
  const others: Somebody[] = [];
  for (const name of ['Ben', 'Cleo', 'Dora']) others.push(await talk.somebody('member', { name }));
  const team = await room.create(ada, 'Listed', others);
  const first = await room.members(ada, team, { limit: 3 });
  expect(first.members.map(({ name, level }) => `${name} ${level}`)).toEqual([
    'Ada super_admin',
    'Ben member',
    'Cleo member',
  ]);
  expect(Date.now() - Date.parse(first.members[0]!.joined)).toBeLessThan(60_000);
  const second = await room.members(others[0]!, team, { limit: 3, after: first.next! });
  expect(second).toMatchObject({ members: [{ name: 'Dora', active: true }], next: null });
  const back = await room.members(ada, team, { limit: 3, before: second.prev! });
  expect(back.members).toEqual(first.members);
});

test('people to choose from are the accounts here, by name, without addresses', async () => {
  const org = await talk.stage.people.organisation('shop');
  const ada = await talk.somebody('member', { org, name: 'Ada Lovelace' });
  const twin = await talk.somebody('agent', { org, name: 'Ada Lovelace' });
  await talk.somebody('admin', { org, name: 'Élise 100%' });
  await talk.somebody('super_admin', { org, name: 'Zoë' });
  await talk.somebody('member', { org, name: 'Gone', active: false });
  await talk.somebody('user', { org, name: 'Guest' });
  await talk.somebody('member', { name: 'Of another house' });
  await talk.sql('UPDATE people SET nick = ?, email = ? WHERE id = ?', [
    'countess',
    'a@b.c',
    ada.id,
  ]);
  const list = (wish: object = {}) =>
    peopleHandlers.listPeople(talk.by(ada, 'web'), { limit: 100, ...wish });
  const names = async (wish: object) => (await list(wish)).people.map(({ name }) => name);
  expect(await names({})).toEqual(['Ada Lovelace', 'Ada Lovelace', 'Zoë', 'Élise 100%']);
  expect((await list({ q: 'Count' })).people).toEqual([
    { id: ada.id, name: 'Ada Lovelace', nick: 'countess', role: 'member' },
  ]);
  expect(await names({ q: 'love' })).toHaveLength(2);
  expect(await names({ q: 'ovelace' })).toEqual([]);
  expect(await names({ q: 'é' })).toEqual(['Élise 100%']);
  expect(await names({ q: 'zoË' })).toEqual(['Zoë']);
  expect(await names({ q: '%' })).toEqual([]);
  const first = await list({ limit: 1 });
  const second = await list({ limit: 1, after: first.next! });
  expect([first, second].map(({ people }) => people[0]!.id)).toEqual([ada.id, twin.id].toSorted());
  expect((await list({ limit: 1, before: second.prev! })).people).toEqual(first.people);
  const visitor = await talk.somebody('user');
  const asked = peopleHandlers.listPeople(talk.by(visitor, 'web'), { limit: 1 });
  expect(await codeOf(asked)).toBe('forbidden');
});
