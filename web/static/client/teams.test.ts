import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Visitor } from '../../../internal/testing/people.ts';
import { writeHistory } from '../../../internal/testing/rooms.ts';
import { openStage, type Stage } from '../../../internal/testing/stage.ts';
import { openTeam } from '../../../internal/testing/teams.ts';
import type { Client } from './client.js';
import { openClient } from './open-client.js';
import { whenStored } from './when-stored.js';

let stage: Stage;
let origin: string;

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  origin = (await stage.startRelay()).url;
});
afterAll(() => stage[Symbol.asyncDispose]());

type Person = Visitor & { client: Client };

function sitDown(who: Visitor): Person {
  const session = { token: () => Promise.resolve(who.token), renew: () => undefined };
  const client = openClient({ origin, session, random: () => 0.1 });
  stage.use({ [Symbol.asyncDispose]: async () => client.stop('The test is over.') });
  client.connect();
  return { ...who, client };
}

async function until(condition: () => unknown): Promise<void> {
  await expect.poll(() => Boolean(condition()), { timeout: 8000, interval: 10 }).toBe(true);
}

async function openPair(history = 0) {
  const people = await Promise.all(['Ada', 'Bob'].map((name) => stage.people.member(name)));
  const team = await openTeam(stage, people);
  if (history > 0) await writeHistory(stage, team, people[1]!.id, history);
  const [ada, bob] = people.map(sitDown) as [Person, Person];
  await until(() => ada.client.state.caughtUp && bob.client.state.caughtUp);
  return { team, ada, bob };
}

const roomOf = ({ client }: Person, key: string) => client.state.rooms.get(key)!;

const textsIn = (who: Person, key: string) =>
  (roomOf(who, key)?.log.entries ?? []).flatMap((entry) =>
    entry.op === 'message' ? [entry.data] : [],
  );

const text = () => stage.canaries.text();

test('people of a team write to all of it and to one another, in rooms of their own', async () => {
  const { team, ada, bob } = await openPair();
  const [toAll, toBob, answer] = [text(), text(), text()];
  const fromAda = `${team}:${ada.id}`;
  const fromBob = `${team}:${bob.id}`;
  await whenStored(ada.client, ada.client.send(team, toAll));
  await whenStored(ada.client, ada.client.send(fromBob, toBob));
  await until(() => textsIn(bob, fromAda).includes(toBob) && textsIn(bob, team).includes(toAll));
  expect([roomOf(bob, team).unread, roomOf(bob, fromAda).unread]).toEqual([1, 1]);
  bob.client.seen(fromAda);
  expect([roomOf(bob, team).unread, roomOf(bob, fromAda).unread]).toEqual([1, 0]);
  await until(() => roomOf(ada, fromBob).seenBy.get(bob.id) === 1);
  const cid = bob.client.send(fromAda, answer, { replyTo: 1 });
  await whenStored(bob.client, cid);
  await until(() => textsIn(ada, fromBob).length === 2);
  expect(roomOf(ada, fromBob).log.entries.at(-1)).toMatchObject({ reply_to: 1, data: answer });
  expect(textsIn(ada, team)).toEqual([toAll]);
  expect(ada.client.state.outbox.all).toEqual([]);
  bob.client.typing(fromAda);
  await until(() => roomOf(ada, fromBob).typing.has(bob.id));
  expect(roomOf(ada, team).typing.size).toBe(0);
  await until(() => ada.client.state.presence.of(fromBob, bob.id)?.state === 'online');
});

test('of what a page does not show nothing old is fetched, until it does', async () => {
  const { team, ada, bob } = await openPair(450);
  expect(roomOf(ada, team).log.entries).toEqual([]);
  await whenStored(bob.client, bob.client.send(team, text()));
  await until(() => roomOf(ada, team).log.entries.length === 1);
  ada.client.show(team);
  await until(() => roomOf(ada, team).log.entries.length === 201);
  ada.client.restart();
  await whenStored(bob.client, bob.client.send(team, text()));
  await until(() => roomOf(ada, team).log.entries.length === 202);
  expect(roomOf(ada, team).log.after).toBe(250);
});

test('what was written to a person before there is a connection goes out when there is', async () => {
  const people = await Promise.all(['Ada', 'Bob'].map((name) => stage.people.member(name)));
  const team = await openTeam(stage, people);
  const ada = sitDown(people[0]!);
  const lines = [text(), text(), text()];
  for (const line of lines) ada.client.send(`${team}:${people[1]!.id}`, line);
  await until(() => textsIn(ada, `${team}:${people[1]!.id}`).length === 3);
  expect(textsIn(ada, `${team}:${people[1]!.id}`)).toEqual(lines);
});
