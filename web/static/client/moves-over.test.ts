import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { until } from '../../../internal/testing/rooms.ts';
import { tell } from '../../../internal/testing/tell.ts';
import { type Mesh, startMesh } from '../../../test/faults/harness/mesh/mesh.ts';
import type { ClientEvent } from './frames.d.ts';
import { openVisitor } from './open-client.js';

/** The chat page says nothing of a connection that is away for less. */
const unnoticedMs = 1500;
const people = 8;
const writeEveryMs = 60;

/** A visitor who talks with the word reverser, and what they went through. */
function talk(mesh: Mesh) {
  const client = openVisitor({ origin: mesh.webUrl });
  const heard: { cid: string; seq: number }[] = [];
  const away: number[] = [];
  const complaints: string[] = [];
  const stored = new Set<string>();
  let awaySinceMs = performance.now();
  client.listen((event: ClientEvent) => {
    if (event.type === 'caught_up') client.start('person');
    if (event.type === 'message') heard.push({ cid: event.message.id, seq: event.message.seq });
    if (event.type === 'stored') stored.add(event.cid);
    if (event.type === 'refused') {
      complaints.push(`${event.error.of}: ${event.error.code}`);
      if (event.error.of === 'start') setTimeout(() => client.start('person'), 500);
    }
    for (const { state, reason } of client.state.outbox.all) {
      if (state === 'failed') complaints.push(reason ?? 'failed');
    }
    if (event.type !== 'connection') return;
    if (event.connection.phase === 'open') away.push(performance.now() - awaySinceMs);
    else if (event.connection.phase === 'waiting') awaySinceMs = performance.now();
  });
  client.connect();
  const room = () => [...client.state.rooms.values()].at(-1);
  const sent: string[] = [];
  const write = () => sent.push(client.send(room()!.channel.id, `line ${sent.length + 1}`));
  return { client, heard, away, complaints, stored, sent, room, write };
}

test('X6: a rolling restart: 0 failed sends, 0 lost events, no page says a word', async () => {
  await using mesh = await startMesh({ relays: 2, dbmgrs: 2 });
  const talks = Array.from({ length: people }, () => talk(mesh));
  await until(() => talks.every(({ room }) => room()?.joined), 60_000);
  for (const { away, complaints } of talks) away.length = complaints.length = 0;
  const writing = setInterval(() => talks.forEach(({ write }) => write()), writeEveryMs);
  for (const name of ['relay', 'dbmgr', 'relay-2', 'dbmgr-2', 'relay', 'relay-2']) {
    const one = mesh.process(name);
    await sleep(300);
    await one.term();
    await one.ready();
  }
  await sleep(500);
  clearInterval(writing);
  await until(() => talks.every(({ client }) => client.state.outbox.all.length === 0), 60_000);
  const gaps = talks.flatMap(({ away }) => away).map(Math.round);
  const lines = talks.reduce((sum, { sent }) => sum + sent.length, 0);
  tell(`${lines} lines, ${gaps.length} moves, the longest ${Math.max(...gaps)} ms`);
  expect(gaps.length).toBeGreaterThan(people);
  for (const { sent, stored, heard, complaints, room } of talks) {
    expect(complaints).toEqual([]);
    expect([...stored]).toEqual(sent);
    expect(heard.map(({ cid }) => cid)).toEqual(sent);
    const channel = room()!.channel.id;
    const sql = 'SELECT cid FROM messages WHERE channel_id = ? ORDER BY seq';
    expect((await mesh.sql<{ cid: string }>(sql, [channel])).map(({ cid }) => cid)).toEqual(sent);
  }
  // Others work beside this test: three times as much.
  expect(Math.max(...gaps)).toBeLessThan(3 * unnoticedMs);
  for (const { client } of talks) client.stop('The test is over.');
}, 160_000);
