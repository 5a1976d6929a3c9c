import { afterAll, beforeAll, expect, test } from 'vitest';
import { threadId } from '../../internal/contract/threads.ts';
import { addMember, removeMember } from '../../internal/testing/rooms.ts';
import { openTeam } from '../../internal/testing/teams.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';
import { channelHandlers as handlers } from './handlers.ts';

let talk: TalkStage;
beforeAll(async () => {
  talk = await openTalkStage();
});
afterAll(() => talk[Symbol.asyncDispose]());

const open = (who: Somebody, team_id: string, person_id: string) =>
  handlers.openThread(talk.by(who), { team_id, person_id });

async function openPair() {
  const one = await talk.somebody('member', { name: 'One' });
  const other = await talk.somebody('agent', { name: 'Other' });
  const third = await talk.somebody('member');
  return { one, other, third, team: await openTeam(talk, [one, other, third]) };
}

const rowsOf = (id: string) =>
  talk.sql<{ person_id: string }>(
    `SELECT members.person_id FROM threads JOIN members USING (channel_id) WHERE channel_id = ?
     ORDER BY members.person_id`,
    [id],
  );

test('50 wishes at once, of both of them, make one thread of which both hear once', async () => {
  const { one, other, team } = await openPair();
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, place) =>
      place % 2 ? open(one, team, other.id) : open(other, team, one.id),
    ),
  );
  const id = threadId(team, one.id, other.id);
  expect(new Set(answers.map(({ channel }) => channel.id))).toEqual(new Set([id]));
  expect(answers[0]!.channel).toMatchObject({
    kind: 'direct',
    name: 'One',
    head: 0,
    direct: { team_id: team, person: { id: one.id, name: 'One' } },
  });
  const both = [one.id, other.id].toSorted();
  expect((await rowsOf(id)).map((row) => row.person_id)).toEqual(both);
  const told = () =>
    talk.told.filter(
      ({ name, payload }) =>
        name === 'channelJoined' && (payload.channel as { id: string }).id === id,
    );
  await expect.poll(() => told().length).toBe(2);
  expect(told().map(({ key }) => key)).toEqual(expect.arrayContaining(both));
  expect(told().every(({ payload }) => payload.from_seq === 1)).toBe(true);
});

test('D3, R5: to strangers, and for strangers, there is no such thread', async () => {
  const { one, other, team } = await openPair();
  const stranger = await talk.somebody('member');
  await talk.stage.people.organisation('elsewhere');
  const foreign = await talk.somebody('member', { org: 'elsewhere' });
  const visitor = await talk.somebody('user');
  const notFound = expect.objectContaining({ code: 'not_found' }) as object;
  for (const who of [stranger, foreign, visitor]) {
    await expect(open(who, team, one.id)).rejects.toEqual(notFound);
    await expect(open(one, team, who.id)).rejects.toEqual(notFound);
  }
  await expect(open(one, 'no-team', other.id)).rejects.toEqual(notFound);
  await expect(open(one, team, 'nobody')).rejects.toEqual(notFound);
  await expect(open(one, team, one.id)).rejects.toMatchObject({ code: 'invalid' });
  expect(await talk.sql('SELECT * FROM threads WHERE team_id = ?', [team])).toEqual([]);
});

test('in a team that is switched off none begins, and what began is still found', async () => {
  const { one, other, third, team } = await openPair();
  const { channel } = await open(one, team, other.id);
  await talk.sql('UPDATE teams SET active = FALSE WHERE id = ?', [team]);
  await expect(open(one, team, third.id)).rejects.toMatchObject({ code: 'conflict' });
  expect((await open(one, team, other.id)).channel).toEqual(channel);
});

test('who left is away from the thread until they come back into the team', async () => {
  const { one, other, team } = await openPair();
  const { channel } = await open(one, team, other.id);
  for (const id of [team, channel.id]) await removeMember(talk.stage, id, other.id);
  expect((await open(one, team, other.id)).channel.id).toBe(channel.id);
  await expect(open(other, team, one.id)).rejects.toMatchObject({ code: 'not_found' });
  await addMember(talk.stage, team, other.id);
  expect((await open(one, team, other.id)).channel.id).toBe(channel.id);
  expect(await rowsOf(channel.id)).toHaveLength(2);
});

test('D4: nobody is in a thread of a team that they were taken out of meanwhile', async () => {
  for (let round = 0; round < 10; round++) {
    const { one, other, team } = await openPair();
    const opening = open(one, team, other.id).catch((error: unknown) => error);
    const leaving = talk.db.transaction().execute(async (tx) => {
      await tx
        .updateTable('channels')
        .set((eb) => ({ member_version: eb('member_version', '+', 1) }))
        .where('id', '=', team)
        .execute();
      const threads = await tx.selectFrom('threads').select('channel_id').execute();
      const ids = [team, ...threads.map((row) => row.channel_id)];
      await tx
        .deleteFrom('members')
        .where('channel_id', 'in', ids)
        .where('person_id', '=', other.id)
        .execute();
    });
    await Promise.all([opening, leaving]);
    const rows = await talk.sql('SELECT * FROM members WHERE person_id = ?', [other.id]);
    expect(rows).toEqual([]);
  }
});
