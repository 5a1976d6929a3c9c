import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OutgoingMessage } from '../../internal/contract/messages.ts';
import { removeMember } from '../../internal/testing/rooms.ts';
import { openTeam, openThread } from '../../internal/testing/teams.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';

let talk: TalkStage;
beforeAll(async () => {
  talk = await openTalkStage();
});
afterAll(() => talk[Symbol.asyncDispose]());

let made = 0;

async function write(who: Somebody, channel_id: string, to: string, rest: object = {}) {
  const id = `m-${++made}`;
  const hello: OutgoingMessage = {
    login: who.login,
    channel_id,
    to,
    id,
    type: 'text',
    data: 'hello',
  };
  const message = { ...hello, ...rest };
  const [result] = await talk.writer.write([message]);
  return result!;
}

const refused = (code: string, message = '') =>
  expect.objectContaining({ code, message: expect.stringContaining(message) as unknown }) as object;

async function openPair() {
  const people = await Promise.all(
    (['member', 'agent', 'member'] as const).map((role) => talk.somebody(role)),
  );
  const [one, other, third] = people as [Somebody, Somebody, Somebody];
  const team = await openTeam(talk, people);
  return { team, thread: await openThread(talk, team, one, other), one, other, third };
}

/** In one transaction, as dbmgr does it. */
function takeOut(team: string, person: string): Promise<void> {
  return talk.db.transaction().execute(async (tx) => {
    await tx
      .updateTable('channels')
      .set((eb) => ({ member_version: eb('member_version', '+', 1) }))
      .where('id', '=', team)
      .execute();
    await tx
      .deleteFrom('members')
      .where('channel_id', '=', team)
      .where('person_id', '=', person)
      .execute();
  });
}

async function setActive(team: string, active: boolean) {
  await talk.sql('UPDATE teams SET active = ? WHERE id = ?', [active, team]);
}

describe('in a team', () => {
  test('every member writes to everybody, whatever their role in the organisation', async () => {
    const { team, one, other } = await openPair();
    expect(await write(one, team, '*')).toMatchObject({ seq: 1 });
    expect(await write(other, team, '*')).toMatchObject({ seq: 2 });
    await expect.poll(() => talk.entriesOf(team)).toHaveLength(2);
    expect(talk.entriesOf(team)[0]).toMatchObject({ from: one.id, to: '*', role: 'member' });
  });

  test('nobody else does, and one person is written to in a thread', async () => {
    const { team, one, other } = await openPair();
    for (const role of ['member', 'user', 'admin'] as const) {
      expect(await write(await talk.somebody(role), team, '*')).toEqual(refused('not_found'));
    }
    expect(await write(one, team, other.id)).toEqual(refused('invalid', 'everybody'));
  });

  test('nobody writes once it is switched off, though they just wrote', async () => {
    const { team, one } = await openPair();
    expect(await write(one, team, '*')).toHaveProperty('seq');
    // As dbmgr does it: with a line in the log.
    await talk.sql('UPDATE channels SET head = head + 1 WHERE id = ?', [team]);
    await setActive(team, false);
    expect(await write(one, team, '*')).toEqual(refused('conflict', 'switched off'));
  });

  test('an answer names what is in the log', async () => {
    const { team, one } = await openPair();
    await write(one, team, '*');
    expect(await write(one, team, '*', { reply_to: 2 })).toEqual(refused('invalid', 'reply_to'));
    expect(await write(one, team, '*', { reply_to: 1 })).toMatchObject({ seq: 2 });
    await expect.poll(() => talk.entriesOf(team).at(-1)).toMatchObject({ reply_to: 1 });
    const rows = await talk.sql('SELECT reply_to FROM messages WHERE channel_id = ?', [team]);
    expect(rows).toEqual([{ reply_to: null }, { reply_to: 1 }]);
  });

  test('an answer names a message, no other entry and none of another channel', async () => {
    const { team, thread, one, other } = await openPair();
    await write(one, team, '*');
    await talk.sql('UPDATE channels SET head = head + 1 WHERE id = ?', [team]);
    expect(await write(one, team, '*', { reply_to: 2 })).toEqual(refused('invalid', 'reply_to'));
    await write(one, thread, other.id);
    await write(one, thread, other.id);
    expect(await write(one, team, '*', { reply_to: 1 })).toMatchObject({ seq: 3 });
    const kept = { id: 'answered', reply_to: 1 };
    const first = await write(one, team, '*', kept);
    expect(await write(one, team, '*', kept)).toEqual(first);
  });

  test('R7: what was edited since is the same message when it is sent again', async () => {
    const { team, one } = await openPair();
    const first = await write(one, team, '*', { id: 'edited' });
    await talk.sql(
      `UPDATE messages SET body = 'other', edited_at = UTC_TIMESTAMP(3) WHERE channel_id = ?`,
      [team],
    );
    expect(await write(one, team, '*', { id: 'edited' })).toEqual(first);
  });
});

describe('in a direct thread', () => {
  test('the two write to each other, and nobody else does', async () => {
    const { thread, one, other, third } = await openPair();
    expect(await write(one, thread, other.id)).toMatchObject({ seq: 1 });
    expect(await write(other, thread, one.id)).toMatchObject({ seq: 2 });
    for (const to of [one.id, other.id, '*']) {
      expect(await write(third, thread, to)).toEqual(refused('not_found'));
    }
    for (const to of ['*', one.id, third.id]) {
      expect(await write(one, thread, to)).toEqual(refused('invalid'));
    }
  });

  test('nobody writes to who has left, though they just did', async () => {
    const { thread, one, other } = await openPair();
    expect(await write(one, thread, other.id)).toHaveProperty('seq');
    await removeMember(talk.stage, thread, other.id);
    expect(await write(one, thread, other.id)).toEqual(refused('conflict', 'has left the team'));
    expect(await write(other, thread, one.id)).toEqual(refused('not_found'));
  });

  test('nobody writes once the team is off, though the thread itself says nothing', async () => {
    const { team, thread, one, other } = await openPair();
    for (let round = 0; round < 3; round++) {
      expect(await write(one, thread, other.id)).toHaveProperty('seq');
      await setActive(team, false);
      expect(await write(one, thread, other.id)).toEqual(refused('conflict', 'switched off'));
      await setActive(team, true);
    }
  });
});

test('R10: what is sent in the moment of a removal is stored before it or not at all', async () => {
  const { team, one, other } = await openPair();
  for (let round = 0; round < 20; round++) {
    const sent = Promise.all(Array.from({ length: 8 }, () => write(other, team, '*')));
    await takeOut(team, other.id);
    expect(await write(other, team, '*')).toEqual(refused('not_found'));
    const results = await sent;
    const seqs = results.flatMap((result) => ('seq' in result ? [result.seq] : []));
    const [{ head }] = (await talk.sql('SELECT head FROM channels WHERE id = ?', [team])) as [
      { head: number },
    ];
    expect(Math.max(0, ...seqs)).toBeLessThanOrEqual(head);
    const late = results.filter((result) => 'code' in result);
    for (const result of late) expect(result).toEqual(refused('not_found'));
    await talk.sql(
      `INSERT INTO members (channel_id, person_id, joined_version, joined_at)
       SELECT id, ?, member_version + 1, UTC_TIMESTAMP(3) FROM channels WHERE id = ?`,
      [other.id, team],
    );
    await talk.sql('UPDATE channels SET member_version = member_version + 1 WHERE id = ?', [team]);
    expect(await write(one, team, '*')).toHaveProperty('seq');
  }
});
