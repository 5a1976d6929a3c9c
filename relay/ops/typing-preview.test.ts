import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enter, openRoom } from '../../internal/testing/rooms.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';

let stage: Stage;
let url: string;
beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  url = (await stage.startRelay()).url;
});
afterAll(() => stage[Symbol.asyncDispose]());

/** A visitor who talks to an agent, and a second agent who is in it. */
async function talking() {
  const room = await openRoom(stage, url, 'Vera');
  const call = await stage.call.web();
  const at = { channel_id: room.channel };
  const ana = await stage.people.signIn(await stage.people.agent({ name: 'Ana' }));
  await call.agents.goOnline({}, ana);
  const owner = await enter(url, ana.token);
  room.socket.send({ op: 'handoff', ...at });
  await owner.next(({ op, list_seq }) => op === 'conversation' && list_seq !== undefined);
  owner.send({ op: 'take', ...at });
  await owner.next('joined');
  const bo = await stage.people.signIn(await stage.people.agent({ name: 'Bo' }));
  const helper = await enter(url, bo.token);
  owner.send({ op: 'bring', ...at, person_id: bo.id });
  await helper.next('joined');
  return { room, owner, helper };
}

async function allow(isOn: boolean): Promise<void> {
  await stage.sql("DELETE FROM org_settings WHERE org_id = 'main'");
  await stage.sql(
    `INSERT INTO org_settings (org_id, version, settings, changed_at)
     VALUES ('main', 1, ?, UTC_TIMESTAMP(3))`,
    [JSON.stringify({ typing_preview: isOn })],
  );
}

test('C5: what a visitor types is shown to nobody where it is not allowed', async () => {
  const { room, owner } = await talking();
  room.socket.send({ op: 'typing', channel_id: room.channel, text: 'my secret' });
  const heard = await owner.next('typing');
  expect(heard).not.toHaveProperty('text');
});

test('C5: where it is, the owner alone sees it, and nobody keeps it', async () => {
  const { room, owner, helper } = await talking();
  await allow(true);
  // What was asked about the organisation before is forgotten by then.
  await sleep(5100);
  const text = 'not sent yet 4711';
  room.socket.send({ op: 'typing', channel_id: room.channel, text });
  expect(await owner.next('typing')).toMatchObject({ text, from: room.visitor.id });
  expect(await helper.next('typing')).not.toHaveProperty('text');
  const tab = await enter(url, room.visitor.token);
  owner.send({ op: 'typing', channel_id: room.channel, text: 'an agent’s own' });
  expect(await tab.next('typing')).not.toHaveProperty('text');
  for (const table of ['messages', 'changes']) {
    const rows = await stage.sql(`SELECT 1 FROM ${table} WHERE body LIKE '%4711%'`);
    expect(rows).toEqual([]);
  }
});
