import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codesOf } from '../testing/desk.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';
import { openTeamRoom, type TeamRoom } from '../testing/team-room.ts';

/** So often each two wishes meet, at as many moments. */
const rounds = 200;

let talk: TalkStage;
let room: TeamRoom;
let ada: Somebody;
let ben: Somebody;

beforeAll(async () => {
  talk = await openTalkStage();
  room = openTeamRoom(talk);
  ada = await talk.somebody('member', { name: 'Ada' });
  ben = await talk.somebody('member', { name: 'Ben' });
});
afterAll(() => talk[Symbol.asyncDispose]());

type Outcome = 'done' | 'refused';

/** Both at once, one of them a little later: which one is first changes from round to round. */
async function meet(
  round: number,
  one: () => Promise<unknown>,
  other: () => Promise<unknown>,
): Promise<{ outcomes: [Outcome, Outcome]; codes: unknown[] }> {
  const [first, second] = round % 2 === 0 ? [one, other] : [other, one];
  const running = first();
  // A few turns of the loop, or a few milliseconds: about as long as the first one takes.
  const lead = round % 14;
  if (lead > 6) await sleep(2 * (lead - 6));
  else for (let turns = 0; turns < lead; turns++) await new Promise(setImmediate);
  const settled = await Promise.allSettled([running, second()]);
  const inOrder = round % 2 === 0 ? settled : settled.toReversed();
  const outcomes = inOrder.map(({ status }) => (status === 'fulfilled' ? 'done' : 'refused'));
  return { outcomes: outcomes as [Outcome, Outcome], codes: codesOf(inOrder) };
}

async function levelOf(team: { id: string }, who: Somebody): Promise<string | null> {
  const [row] = await talk.sql<{ level: string }>(
    'SELECT level FROM members WHERE channel_id = ? AND person_id = ?',
    [team.id, who.id],
  );
  return row?.level ?? null;
}

const seen = () => new Map<string, number>();
const count = (of: Map<string, number>, key: string) => of.set(key, (of.get(key) ?? 0) + 1);

test('one is made an admin while an admin removes them: never both', async () => {
  const cleo = await talk.somebody('member', { name: 'Cleo' });
  const team = await room.create(ada, 'Promoted', [ben, cleo]);
  await room.promote(ada, team, cleo);
  const ends = seen();
  for (let round = 0; round < rounds; round++) {
    const { outcomes, codes } = await meet(
      round,
      () => room.promote(ada, team, ben),
      () => room.remove(cleo, team, ben),
    );
    const [promoted, removed] = outcomes;
    expect([promoted, removed].filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect(codes).toEqual([promoted === 'done' ? 'forbidden' : 'not_found']);
    expect(await levelOf(team, ben)).toBe(promoted === 'done' ? 'admin' : null);
    count(ends, promoted);
    if (promoted === 'done') await room.demote(ada, team, ben);
    else await room.add(ada, team, ben);
  }
  expect(ends.size).toBe(2);
  await talk.log(team.id);
}, 120_000);

test('one leaves while the team is given to them: it always has one who holds it', async () => {
  const team = await room.create(ada, 'Given', [ben]);
  const ends = seen();
  for (let round = 0; round < rounds; round++) {
    const { outcomes, codes } = await meet(
      round,
      () => room.leave(ben, team),
      () => room.transfer(ada, team, ben),
    );
    const [left, given] = outcomes;
    expect([left, given].filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect(codes).toEqual([left === 'done' ? 'not_found' : 'conflict']);
    const holders = await talk.sql<{ person_id: string }>(
      "SELECT person_id FROM members WHERE channel_id = ? AND level = 'super_admin'",
      [team.id],
    );
    const holder = given === 'done' ? ben.id : ada.id;
    expect(holders).toEqual([{ person_id: holder }]);
    const [row] = await talk.sql('SELECT super_admin FROM teams WHERE id = ?', [team.id]);
    expect(row).toEqual({ super_admin: holder });
    count(ends, left);
    if (given === 'done') {
      await room.transfer(ben, team, ada);
      await room.demote(ada, team, ben);
    } else await room.add(ada, team, ben);
  }
  expect(ends.size).toBe(2);
}, 120_000);

test('A6: two edits of one version: one stands, 200 times', async () => {
  const team = await room.create(ada, 'Edited');
  for (let round = 0; round < rounds; round++) {
    const { version } = await room.read(ada, team);
    const { outcomes, codes } = await meet(
      round,
      () => room.edit(ada, team, { name: `one ${round}`, version }),
      () => room.edit(ada, team, { meta_tags: [`other ${round}`], version }),
    );
    expect(codes).toEqual(['conflict']);
    const stands = await room.read(ada, team);
    expect(stands.version).toBe(version + 1);
    expect(stands.name === `one ${round}`).toBe(outcomes[0] === 'done');
    expect(stands.meta_tags.includes(`other ${round}`)).toBe(outcomes[1] === 'done');
  }
}, 120_000);

test.each(['the team', 'a thread of theirs'])(
  'R10: what is sent into %s while its sender is removed is stored before it, or refused',
  async (where) => {
    const team = await room.create(ada, 'Silenced', [ben]);
    const ends = seen();
    for (let round = 0; round < rounds; round++) {
      const channel = where === 'the team' ? team.id : await room.thread(team, ben, ada);
      const to = where === 'the team' ? '*' : ada.id;
      const say = async (text: string) => {
        const message = { login: ben.login, channel_id: channel, id: text, to, data: text };
        const [result] = await talk.writer.write([{ ...message, type: 'text' }]);
        return result!;
      };
      // What the writer remembers of this makes the next line quicker.
      expect(await say(`warm-${round}`)).toHaveProperty('seq');
      const outcome: { said?: Awaited<ReturnType<typeof say>> } = {};
      const { codes } = await meet(
        round,
        async () => (outcome.said = await say(`race-${round}`)),
        () => room.remove(ada, team, ben),
      );
      expect(codes).toEqual([]);
      const isStored = 'seq' in outcome.said!;
      if (!isStored) expect(outcome.said).toMatchObject({ code: 'not_found' });
      expect(await say(`late-${round}`)).toMatchObject({ code: 'not_found' });
      const log = await talk.log(channel);
      const at = (text: string) => log.findIndex((line) => line.text === text);
      expect(at(`race-${round}`) >= 0).toBe(isStored);
      expect(at(`late-${round}`)).toBe(-1);
      if (where === 'the team' && isStored) expect(at(`race-${round}`)).toBe(log.length - 2);
      count(ends, String(isStored));
      await room.add(ada, team, ben);
    }
    expect(ends.size).toBe(2);
  },
  120_000,
);

test('two give each other their teams at once: both are given', async () => {
  const [his, hers] = [await room.create(ada, 'Hers', [ben]), await room.create(ben, 'His', [ada])];
  for (let round = 0; round < 20; round++) {
    const [one, other] = round % 2 === 0 ? [ada, ben] : [ben, ada];
    const { codes } = await meet(
      round,
      () => room.transfer(one, his, other),
      () => room.transfer(other, hers, one),
    );
    expect(codes).toEqual([]);
  }
}, 60_000);

test('twenty add the same person: they come once', async () => {
  const team = await room.create(ada, 'Once');
  const dora = await talk.somebody('member', { name: 'Dora' });
  await Promise.all(Array.from({ length: 20 }, () => room.add(ada, team, dora)));
  expect(await room.lines(team)).toEqual(['created Ada', 'added Ada Dora']);
  expect((await room.place(team.id)).version).toBe(2);
});
