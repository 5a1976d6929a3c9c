import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enter, openRoom } from '../../internal/testing/rooms.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import type { StartedRelay } from '../../internal/testing/starters.ts';

let stage: Stage;
let relay: StartedRelay;
beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  relay = await stage.startRelay();
});
afterAll(() => stage[Symbol.asyncDispose]());

test('a client that comes back to a conversation that is kept no longer is told so', async () => {
  const room = await openRoom(stage, relay.url, 'Ada');
  const { socket, channel, visitor } = room;
  socket.send({ op: 'send', id: 'one', channel_id: channel, to: '*', type: 'text', data: 'hello' });
  const { seq } = await socket.next('ack');
  socket.send({ op: 'done', channel_id: channel });
  await socket.next(({ op, state }) => op === 'conversation' && state === 'closed');
  await stage.sql(
    `INSERT INTO org_settings (org_id, version, settings, changed_at)
     VALUES ('main', 1, '{"retention_days":3}', UTC_TIMESTAMP(3))`,
  );
  await stage.sql('UPDATE conversations SET closed_at = closed_at - INTERVAL 4 DAY');
  // A process that starts looks at once.
  await stage.startDbmgr();
  for (let left = 1; left > 0; await sleep(50)) {
    const rows = await stage.sql('SELECT 1 FROM channels WHERE id = ?', [channel]);
    left = rows.length;
  }
  socket.send({ op: 'open', channel_id: channel, after: 0 });
  expect(await socket.next('error')).toMatchObject({ code: 'not_found', channel_id: channel });

  const later = await enter(relay.url, visitor.token, { resume: { [channel]: seq } });
  expect(later.welcome.channels).toEqual([]);
  expect(later.received.filter(({ op }) => op === 'error')).toMatchObject([
    { code: 'not_found', channel_id: channel },
  ]);
  expect(later.received.some(({ op }) => op === 'message')).toBe(false);
});
