import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { agentHandlers } from '../agents/handlers.ts';
import { deskHandlers } from '../desks/handlers.ts';
import { type Desk, newOrganisation, openDesk } from '../testing/desk.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';
import { endMissedOffers } from './end-offers.ts';
import { matchQueue } from './match-queue.ts';

let talk: TalkStage;
let desk: Desk;
let org: string;
beforeAll(async () => {
  talk = await openTalkStage();
  desk = openDesk(talk);
});
afterAll(() => talk[Symbol.asyncDispose]());
beforeEach(async () => {
  org = await newOrganisation(talk);
});

const at = (afterMs: number) => ({
  db: talk.db,
  bus: talk.bus,
  now: () => new Date(Date.now() + afterMs),
});
const match = (afterMs = 0) => matchQueue(at(afterMs), org);
const agent = (details: { name?: string; limit?: number } = {}) =>
  desk.workingAgent({ org, ...details });
const agents = agentHandlers({} as Parameters<typeof agentHandlers>[0]);

async function wait(details: object = {}): Promise<{ visitor: Somebody; channel: string }> {
  const visitor = await talk.somebody('user', { org });
  const channel = await talk.start(visitor, 'person');
  if (Object.keys(details).length > 0) {
    await talk.sql('UPDATE conversations SET ? WHERE channel_id = ?', [details, channel]);
  }
  return { visitor, channel };
}

async function holderOf(channel: string) {
  const { state, offered_to, owner_id } = await desk.row(channel);
  return [state, offered_to ?? owner_id];
}

describe('an offer', () => {
  test('goes to one agent with the reason, and takes a seat', async () => {
    const ana = await agent({ limit: 1 });
    const [first, second] = [await wait(), await wait()];
    expect(await match()).toBe(1);
    expect(await holderOf(first.channel)).toEqual(['offered', ana.id]);
    expect(await holderOf(second.channel)).toEqual(['waiting', null]);
    const list = await desk.waiting(ana);
    expect(list[0]).toMatchObject({
      conversation: { state: 'offered', epoch: 1, owner: null },
      offer: { to: ana.id, why: 'You were the only one with a free seat.' },
    });
    const endsMs = Date.parse(list[0]!.offer!.ends_at) - Date.now();
    expect(endsMs).toBeGreaterThan(20_000);
    expect(endsMs).toBeLessThanOrEqual(30_000);
    await desk.take(ana, first.channel);
    expect(await holderOf(first.channel)).toEqual(['open', ana.id]);
    expect(await desk.offers(ana)).toEqual(['accepted']);
    expect(await match()).toBe(0);
  });

  test('that is accepted says to its agent, and to the books, why it was theirs', async () => {
    const ana = await agent();
    const { channel } = await wait();
    await match();
    await desk.take(ana, channel);
    const wish = { channel_id: channel };
    const { visitor } = await deskHandlers.readVisitor(talk.by(ana, 'web'), wish);
    expect(visitor.why).toBe('You were the only one with a free seat.');
    const assignments = await talk.sql(
      'SELECT why FROM assignments WHERE owner_id = ? AND why IS NOT NULL',
      [ana.id],
    );
    expect(assignments).toHaveLength(1);
    const { channel: pulled } = await wait();
    await desk.take(ana, pulled);
    const own = await deskHandlers.readVisitor(talk.by(ana, 'web'), { channel_id: pulled });
    expect(own.visitor.why).toBeNull();
  });

  test('is no lock: another agent who is there sooner has it', async () => {
    const [ana, bob] = [await agent(), await agent()];
    const { channel } = await wait();
    await match();
    const [, offeredTo] = await holderOf(channel);
    const quick = offeredTo === ana.id ? bob : ana;
    await desk.take(quick, channel);
    expect(await holderOf(channel)).toEqual(['open', quick.id]);
    expect(await desk.offers(quick === ana ? bob : ana)).toEqual(['withdrawn']);
  });

  test('gives way when the agent pulls another one and has no seat else', async () => {
    const ana = await agent({ limit: 2 });
    const [first, second, third] = [await wait(), await wait(), await wait()];
    expect(await match()).toBe(2);
    await desk.take(ana, third.channel);
    expect(await holderOf(first.channel)).toEqual(['offered', ana.id]);
    expect(await holderOf(second.channel)).toEqual(['waiting', null]);
    expect(await holderOf(third.channel)).toEqual(['open', ana.id]);
    await desk.take(ana, first.channel);
    await expect(desk.take(ana, second.channel)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('goes to others when its agent goes offline, at once', async () => {
    const [ana, bob] = [await agent(), await agent({ limit: 0 })];
    const { channel } = await wait();
    await match();
    expect(await holderOf(channel)).toEqual(['offered', ana.id]);
    await talk.sql('UPDATE people SET seat_limit = 1 WHERE id = ?', [bob.id]);
    await agents.goOffline(talk.by(ana), {});
    expect(await holderOf(channel)).toEqual(['waiting', null]);
    expect(await desk.offers(ana)).toEqual(['withdrawn']);
    await match();
    expect(await holderOf(channel)).toEqual(['offered', bob.id]);
  });

  test('is not for who just gave it back, while others could have it', async () => {
    const ana = await agent();
    const { channel } = await wait();
    await desk.take(ana, channel);
    const bob = await agent();
    await talk.sql('UPDATE people SET seat_limit = 9 WHERE id IN (?, ?)', [ana.id, bob.id]);
    await desk.handOff(ana, channel);
    await match();
    expect(await holderOf(channel)).toEqual(['offered', bob.id]);
  });

  test('that is declined goes back to the front, and for a minute to others only', async () => {
    const ana = await agent();
    const [first, second] = [await wait(), await wait()];
    await match();
    await desk.decline(ana, second.channel);
    expect((await desk.waiting(ana)).map(({ conversation }) => conversation.channel_id)).toEqual([
      second.channel,
      first.channel,
    ]);
    expect(await match()).toBe(0);
    await expect(desk.decline(ana, second.channel)).rejects.toMatchObject({ code: 'not_found' });
    const bob = await agent();
    expect(await match()).toBe(1);
    expect(await holderOf(second.channel)).toEqual(['offered', bob.id]);
    await desk.decline(bob, second.channel);
    expect(await match(61_000)).toBe(1);
  });

  test('that is missed goes back to the front; two of them and it is a break', async () => {
    const ana = await agent({ limit: 1 });
    const [first, second] = [await wait(), await wait()];
    await match();
    await endMissedOffers(at(25_000));
    expect(await desk.offers(ana)).toEqual([null]);
    await endMissedOffers(at(31_000));
    expect(await desk.offers(ana)).toEqual(['missed']);
    expect(await holderOf(first.channel)).toEqual(['waiting', null]);
    expect(await desk.desk(ana)).toMatchObject({ misses: 1, paused_at: null });
    await expect.poll(() => desk.toldTo('offerMissed', ana.id)).toHaveLength(1);

    await match(31_000);
    expect(await holderOf(second.channel)).toEqual(['offered', ana.id]);
    await endMissedOffers(at(62_000));
    const state = { paused: true, reason: 'You missed 2 offers in a row.', dnd: false };
    await expect
      .poll(() => desk.toldTo('deskChanged', ana.id))
      .toEqual([{ person: ana.id, ...state }]);
    expect(await match(130_000)).toBe(0);
    const pulled = desk.take(ana, first.channel);
    await expect(pulled).rejects.toMatchObject({ message: /End your break/ });

    await agents.resumeAgent(talk.by(ana), {});
    expect(await match(130_000)).toBe(1);
  });

  test('two missed at the same time are one break, and nothing stays offered', async () => {
    const ana = await agent();
    const all = [await wait(), await wait(), await wait()];
    expect(await match()).toBe(3);
    await endMissedOffers(at(31_000));
    const outcomes = (await desk.offers(ana)).map(String);
    expect(outcomes.toSorted()).toEqual(['missed', 'missed', 'withdrawn']);
    for (const { channel } of all) expect(await holderOf(channel)).toEqual(['waiting', null]);
  });
});

describe('a break', () => {
  test('gives back what is offered and leaves what is theirs', async () => {
    const ana = await agent();
    const [first, second] = [await wait(), await wait()];
    await match();
    await desk.take(ana, first.channel);
    const state = await agents.pauseAgent(talk.by(ana), { reason: 'lunch' });
    expect(state).toEqual({ paused: true, reason: 'lunch', dnd: false });
    expect(await holderOf(first.channel)).toEqual(['open', ana.id]);
    expect(await holderOf(second.channel)).toEqual(['waiting', null]);
    expect(await match()).toBe(0);
  });
});

describe('whose turn it is', () => {
  test('priority first, then who came back, then who waits longest', async () => {
    const ana = await agent({ limit: 9 });
    const [a, b, c] = [await wait(), await wait(), await wait({ priority: 5 })];
    await desk.take(ana, b.channel);
    await desk.handOff(ana, b.channel);
    const shown = (await desk.waiting(ana)).map(({ conversation }) => conversation.channel_id);
    expect(shown).toEqual([c.channel, b.channel, a.channel]);
  });

  test('a language goes to who speaks it, a returning visitor to who had them', async () => {
    const [ana, bob] = [await agent({ name: 'Ana' }), await agent({ name: 'Bob' })];
    const admin = await talk.somebody('admin', { org });
    const wish = { id: bob.id, languages: ['de'], skills: [] };
    await agents.describeAgent(talk.by(admin), wish);
    const german = await wait({ language: 'de-AT' });
    await match();
    expect(await holderOf(german.channel)).toEqual(['offered', bob.id]);
    const list = await desk.waiting(bob);
    expect(list[0]!.offer!.why).toBe('2 agents had a free seat: you speak de-AT (1 of 2).');

    const { visitor, channel } = await wait();
    await desk.take(bob, channel);
    await desk.close(visitor, channel);
    const again = await talk.start(visitor, 'person');
    await match();
    expect(await holderOf(again)).toEqual(['offered', bob.id]);
    expect(ana.name).toBe('Ana');
  });

  test('those whom nobody here could have stand in nobody’s way', async () => {
    const first = await wait();
    await talk.sql(
      `UPDATE conversations SET team_id = 'gone-home', comes_first = TRUE WHERE channel_id = ?`,
      [first.channel],
    );
    const [row] = await talk.sql('SELECT * FROM conversations WHERE channel_id = ?', [
      first.channel,
    ]);
    const copies = Array.from({ length: 100 }, (_, n) => ({
      ...row,
      id: `copy-${n}`,
      channel_id: `copy-${n}-${org}`,
      open_visitor_id: null,
    }));
    for (const copy of copies) await talk.sql('INSERT INTO conversations SET ?', [copy]);
    const last = await wait();
    const ana = await agent();
    await match();
    expect(await holderOf(last.channel)).toEqual(['offered', ana.id]);
  });

  test('who is not connected, offline or of another organisation gets nothing', async () => {
    await wait();
    const gone = await agent();
    await talk.sql('UPDATE desks SET seen_at = ? WHERE person_id = ?', [
      new Date(Date.now() - 46_000),
      gone.id,
    ]);
    const offline = await agent();
    await talk.sql('UPDATE people SET online = 0 WHERE id = ?', [offline.id]);
    await desk.workingAgent({ org: 'main' });
    expect(await match()).toBe(0);
  });
});
