import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settleSubscriptions } from '../../internal/bus/events.ts';
import type { Channel } from '../../internal/contract/channels.ts';
import type { Entry, TeamEntry } from '../../internal/contract/entries.ts';
import { readPage } from '../channels/read-page.ts';
import { codesOf } from '../testing/desk.ts';
import { openTalkStage, type Somebody, type TalkStage, type Told } from '../testing/talk-stage.ts';
import { openTeamRoom, type TeamRoom } from '../testing/team-room.ts';

let talk: TalkStage;
let room: TeamRoom;
let people: Somebody[];

beforeAll(async () => {
  talk = await openTalkStage();
  room = openTeamRoom(talk);
  const names = ['Ada', 'Ben', 'Cleo', 'Dora'];
  people = await Promise.all(names.map((name) => talk.somebody('member', { name })));
});
afterAll(() => talk[Symbol.asyncDispose]());

type Team = { id: string };
type Act = (who: Somebody, team: Team, whom: Somebody) => Promise<unknown>;

const acts: Record<string, Act> = {
  add: (...wish) => room.add(...wish),
  remove: (...wish) => room.remove(...wish),
  promote: (...wish) => room.promote(...wish),
  demote: (...wish) => room.demote(...wish),
  transfer: (...wish) => room.transfer(...wish),
  leave: (who, team) => room.leave(who, team),
  rename: (who, team, whom) => room.edit(who, team, { name: `Of ${whom.name}` }),
  tag: (who, team, whom) => room.edit(who, team, { meta_tags: [whom.name] }),
  off: (who, team) => room.edit(who, team, { active: false }),
  on: (who, team) => room.edit(who, team, { active: true }),
};

const somebody = fc.integer({ min: 0, max: 3 });
const steps = fc.array(fc.tuple(fc.constantFrom(...Object.keys(acts)), somebody, somebody), {
  minLength: 5,
  maxLength: 25,
});

const page = (who: Somebody, team: Team, after: number) =>
  readPage(talk.by(who, 'web'), { channel_id: team.id, after, limit: 200 });

/** What was told of a team since, once it is all there. */
async function toldSince(team: Team, from: number, head: number): Promise<Told[]> {
  await settleSubscriptions(talk.bus);
  await settleSubscriptions(await talk.stage.bus('relay'));
  expect(talk.entriesOf(team.id).at(-1)?.seq).toBe(head);
  return talk.told.slice(from).filter(({ payload }) => JSON.stringify(payload).includes(team.id));
}

const headOf = async (team: Team) =>
  (await talk.sql<{ head: number }>('SELECT head FROM channels WHERE id = ?', [team.id]))[0]!.head;

/** Whoever is in the team reads what was told, and the others neither hear nor read it. */
async function checkEntries(team: Team, told: Told[], after: number): Promise<void> {
  const events = told.filter(({ name }) => name === 'entriesAppended');
  const entries = events.flatMap(({ payload }) => payload.entries as Entry[]);
  const place = await room.place(team.id);
  expect(events.every(({ payload }) => payload.member_version === place.version)).toBe(true);
  for (const person of people) {
    if (!place.people.includes(person.id)) {
      const reading = await Promise.allSettled([page(person, team, after)]);
      expect(codesOf(reading)).toEqual(['not_found']);
      continue;
    }
    expect((await page(person, team, after)).entries).toEqual(entries);
    const shown = await room.read(person, team);
    const last = entries.at(-1) as TeamEntry | undefined;
    if (last) expect(shown).toMatchObject(last.team);
  }
}

/** Whoever comes is told no more of the team than they read of it; whoever goes, only that. */
async function checkComing(team: Team, told: Told[]): Promise<void> {
  const { people: inside } = await room.place(team.id);
  for (const { key } of told.filter(({ name }) => name === 'channelLeft')) {
    expect(inside).not.toContain(key);
  }
  for (const { key, payload } of told.filter(({ name }) => name === 'channelJoined')) {
    expect(inside).toContain(key);
    const person = people.find(({ id }) => id === key)!;
    const channel = payload.channel as Channel;
    if (channel.kind !== 'team') continue;
    const { level, ...facts } = channel.team!;
    expect(await room.read(person, team)).toMatchObject(facts);
    const { members } = await room.members(person, team);
    expect(members.find(({ id }) => id === key)!.level).toBe(level);
    expect(Object.keys(payload).toSorted()).toEqual(['channel', 'from_seq', 'person']);
  }
}

test('R17: nobody is told more of a team than they may read, whatever happens in it', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const team = await room.create(people[0]!, 'Anything');
      let head = await headOf(team);
      await toldSince(team, 0, head);
      for (const [name, who, whom] of all) {
        const from = talk.told.length;
        await acts[name]!(people[who]!, team, people[whom]!).catch(() => null);
        const before = head;
        head = await headOf(team);
        if (head === before) continue;
        const told = await toldSince(team, from, head);
        await checkEntries(team, told, before);
        await checkComing(team, told);
      }
    }),
    { numRuns: 40 },
  );
}, 120_000);
