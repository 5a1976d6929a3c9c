import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codesOf } from '../testing/desk.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';
import { openTeamRoom, type TeamRoom } from '../testing/team-room.ts';

let talk: TalkStage;
let room: TeamRoom;
let ada: Somebody;
let ben: Somebody;
let cleo: Somebody;

beforeAll(async () => {
  talk = await openTalkStage();
  room = openTeamRoom(talk);
  ada = await talk.somebody('member', { name: 'Ada' });
  ben = await talk.somebody('agent', { name: 'Ben' });
  cleo = await talk.somebody('member', { name: 'Cleo' });
});
afterAll(() => talk[Symbol.asyncDispose]());

const codeOf = async (promise: Promise<unknown>) => codesOf(await Promise.allSettled([promise]))[0];

describe('a team', () => {
  test('is made with its members, who hear of it', async () => {
    const team = await room.create(ada, 'Harbour', [ben, ada, ben]);
    expect(team).toEqual({
      id: team.id,
      name: 'Harbour',
      icon: null,
      active: true,
      meta_tags: [],
      members: [ada.id, ben.id].toSorted(),
      admins: [],
      super_admin: ada.id,
      doc: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      version: 1,
    });
    expect(await room.lines(team)).toEqual(['created Ada', 'added Ada Ben']);
    await expect.poll(() => room.told('channelJoined', ben)).toHaveLength(1);
    expect(room.told('channelJoined', ben)[0]).toMatchObject({
      from_seq: 1,
      channel: { id: team.id, kind: 'team', name: 'Harbour', head: 2, team: { level: 'member' } },
    });
    await expect.poll(() => talk.entriesOf(team.id)).toHaveLength(2);
    expect(await room.read(ben, team)).toEqual(team);
  });

  test('is not made with somebody who cannot be in it', async () => {
    await talk.stage.people.organisation('other');
    const stranger = await talk.somebody('member', { org: 'other' });
    const visitor = await talk.somebody('user');
    const away = await talk.somebody('member', { active: false });
    for (const who of [stranger, visitor, away]) {
      expect(await codeOf(room.create(ada, 'Nowhere', [ben, who]))).toBe('invalid');
    }
    expect(await codeOf(room.create(visitor, 'Nowhere'))).toBe('forbidden');
    expect((await room.list(ada)).teams.map(({ name }) => name)).not.toContain('Nowhere');
  });

  test('is edited by the one who holds it; what stays leaves no line', async () => {
    const team = await room.create(ada, 'Quay', [ben]);
    const icon = 'https://pictures.example/quay.png';
    const changes = { name: 'Old Quay', icon, meta_tags: ['sea', 'Boats'], active: false };
    const edited = (await room.edit(ada, team, changes)).team;
    expect(edited).toEqual({ ...team, ...changes, version: 2 });
    expect((await room.edit(ada, team, changes)).team.version).toBe(2);
    expect(await codeOf(room.edit(ben, team, { name: 'Mine' }))).toBe('forbidden');
    const again = (await room.edit(ada, team, { active: true, version: 2 })).team;
    expect(again).toMatchObject({ active: true, meta_tags: ['sea', 'Boats'], version: 3 });
    expect(await room.lines(team)).toEqual([
      'created Ada',
      'added Ada Ben',
      'edited Ada',
      'deactivated Ada',
      'activated Ada',
    ]);
    const entries = () => talk.entriesOf(team.id).filter(({ kind }) => kind === 'team');
    await expect.poll(() => entries().at(-1)).toMatchObject({ team: { name: 'Old Quay', icon } });
  });

  test('A6: of two edits of one version one is refused, and nothing is lost', async () => {
    const team = await room.create(ada, 'Race');
    const outcomes = await Promise.allSettled(
      ['one', 'other'].map((name) => room.edit(ada, team, { name, version: 1 })),
    );
    expect(codesOf(outcomes)).toEqual(['conflict']);
    const stands = await room.read(ada, team);
    expect(stands.version).toBe(2);
    const won = outcomes.findIndex(({ status }) => status === 'fulfilled');
    expect(stands.name).toBe(['one', 'other'][won]);
  });

  test('takes somebody in, and lets them go', async () => {
    const team = await room.create(ada, 'Pier');
    await talk.sql('UPDATE people SET nick = ? WHERE id = ?', ['benny', ben.id]);
    const { member } = await room.add(ada, team, ben);
    expect(member).toMatchObject({ id: ben.id, name: 'Ben', nick: 'benny', level: 'member' });
    expect((await room.add(ada, team, ben)).member).toEqual(member);
    expect(await room.place(team.id)).toEqual({ version: 2, people: [ada.id, ben.id].toSorted() });
    await room.remove(ada, team, ben);
    expect(await room.place(team.id)).toEqual({ version: 3, people: [ada.id] });
    expect(await codeOf(room.read(ben, team))).toBe('not_found');
    expect(await codeOf(room.remove(ada, team, ben))).toBe('not_found');
    expect(await room.lines(team)).toEqual(['created Ada', 'added Ada Ben', 'removed Ada Ben']);
    const joined = room.told('channelJoined', ben).at(-1);
    expect(joined).toMatchObject({ from_seq: 2, channel: { id: team.id, head: 2, seen: 2 } });
    await expect
      .poll(() => room.told('channelLeft', ben))
      .toContainEqual({ person: ben.id, channel_id: team.id, member_version: 3 });
    const removal = talk.told.find(
      ({ name, payload }) =>
        name === 'entriesAppended' &&
        payload.channel_id === team.id &&
        JSON.stringify(payload).includes('"removed"'),
    );
    expect(removal!.payload.member_version).toBe(3);
  });

  test('is given away, and only then its former holder leaves', async () => {
    const team = await room.create(ada, 'Dock', [ben, cleo]);
    expect(await codeOf(room.leave(ada, team))).toBe('conflict');
    expect(await codeOf(room.transfer(ben, team, ben))).toBe('forbidden');
    const given = (await room.transfer(ada, team, ben)).team;
    expect(given).toMatchObject({ super_admin: ben.id, admins: [ada.id], version: 2 });
    expect(await codeOf(room.edit(ada, team, { name: 'Mine' }))).toBe('forbidden');
    await room.leave(ada, team);
    expect(await codeOf(room.read(ada, team))).toBe('not_found');
    expect((await room.read(ben, team)).members).toEqual([ben.id, cleo.id].toSorted());
    const lines = await room.lines(team);
    expect(lines.slice(3)).toEqual(['transferred Ada Ben', 'left Ada Ada']);
    await talk.sql('UPDATE people SET active = FALSE WHERE id = ?', [cleo.id]);
    expect(await codeOf(room.transfer(ben, team, cleo))).toBe('conflict');
    const { members } = await room.members(ben, team);
    expect(members.find(({ id }) => id === cleo.id)).toMatchObject({ active: false });
    await talk.sql('UPDATE people SET active = TRUE WHERE id = ?', [cleo.id]);
  });

  test('has admins, who add and remove members and nobody else', async () => {
    const team = await room.create(ada, 'Mole', [ben, cleo]);
    const { member } = await room.promote(ada, team, ben);
    expect(member.level).toBe('admin');
    expect((await room.read(cleo, team)).admins).toEqual([ben.id]);
    const dora = await talk.somebody('admin', { name: 'Dora' });
    await room.add(ben, team, dora);
    await room.promote(ada, team, dora);
    expect(await codeOf(room.remove(ben, team, dora))).toBe('forbidden');
    expect(await codeOf(room.remove(ben, team, ada))).toBe('forbidden');
    expect(await codeOf(room.promote(ben, team, cleo))).toBe('forbidden');
    expect(await codeOf(room.demote(ada, team, cleo))).toBe('not_found');
    await room.demote(ada, team, dora);
    await room.remove(ben, team, dora);
    const lines = await room.lines(team);
    expect(lines.slice(3)).toEqual([
      'made_admin Ada Ben',
      'added Ben Dora',
      'made_admin Ada Dora',
      'unmade_admin Ada Dora',
      'removed Ben Dora',
    ]);
  });

  test('that is deleted is gone for everybody, and its log out of reach', async () => {
    const team = await room.create(ada, 'Gone', [ben, cleo]);
    const thread = await room.thread(team, ben, cleo);
    expect(await codeOf(room.drop(ben, team))).toBe('forbidden');
    await room.drop(ada, team);
    for (const who of [ada, ben, cleo]) {
      expect(await codeOf(room.read(who, team))).toBe('not_found');
      expect(await codeOf(room.add(who, team, ben))).toBe('not_found');
    }
    expect(await room.place(team.id)).toEqual({ version: 2, people: [] });
    expect(await room.place(thread)).toEqual({ version: 2, people: [] });
    await expect
      .poll(() => room.told('channelLeft', ben).map(({ channel_id }) => channel_id))
      .toEqual(expect.arrayContaining([team.id, thread]));
    expect((await room.list(ada)).teams.map(({ id }) => id)).not.toContain(team.id);
  });
});

describe('whoever goes', () => {
  test('leaves their threads of the team, and the other keeps them', async () => {
    const team = await room.create(ada, 'Threads', [ben, cleo]);
    const other = await room.create(ada, 'Other threads', [ben, cleo]);
    const theirs = await room.thread(team, ben, cleo);
    const between = await room.thread(team, ada, cleo);
    const elsewhere = await room.thread(other, ben, cleo);
    await room.leave(ben, team);
    expect(await room.place(theirs)).toEqual({ version: 2, people: [cleo.id] });
    expect((await room.place(between)).version).toBe(1);
    expect((await room.place(elsewhere)).version).toBe(1);
    await expect
      .poll(() => room.told('channelLeft', ben))
      .toContainEqual({ person: ben.id, channel_id: theirs, member_version: 2 });
    await room.add(ada, team, ben);
    const both = [ben.id, cleo.id].toSorted();
    expect(await room.place(theirs)).toEqual({ version: 3, people: both });
    await expect
      .poll(() => room.told('channelJoined', ben).at(-1))
      .toMatchObject({ channel: { id: theirs, direct: { team_id: team.id } }, from_seq: 1 });
  });

  test('finds the threads again with those who came back before them', async () => {
    const team = await room.create(ada, 'Both', [ben, cleo]);
    const thread = await room.thread(team, ben, cleo);
    await room.leave(ben, team);
    await room.leave(cleo, team);
    await room.add(ada, team, ben);
    expect((await room.place(thread)).people).toEqual([]);
    await room.add(ada, team, cleo);
    expect((await room.place(thread)).people).toEqual([ben.id, cleo.id].toSorted());
  });

  test('a switch of the team makes what was remembered of its threads old', async () => {
    const team = await room.create(ada, 'Switched', [ben, cleo]);
    const thread = await room.thread(team, ben, cleo);
    await room.edit(ada, team, { name: 'Renamed' });
    expect((await room.place(thread)).version).toBe(1);
    await room.edit(ada, team, { active: false });
    expect((await room.place(thread)).version).toBe(2);
    expect(await codeOf(room.add(ada, team, await talk.somebody('member')))).toBe('conflict');
    await room.remove(ada, team, ben);
    expect((await room.place(team.id)).people).not.toContain(ben.id);
  });
});
