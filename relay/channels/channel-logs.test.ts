import { expect, test } from 'vitest';
import { createClient } from '../../internal/bus/client.ts';
import { openRoom } from '../../internal/testing/rooms.ts';
import { openStage } from '../../internal/testing/stage.ts';
import { createFigures } from '../figures.ts';
import { shippedLimits as limits } from '../limits.ts';
import { Turn } from '../sockets/turn.ts';
import { ChannelLogs } from './channel-logs.ts';
import { Healer } from './healer.ts';

test('a channel that is opened anew stays open when its first opening fails late', async () => {
  await using stage = await openStage();
  await stage.startDbmgr();
  const { channel } = await openRoom(stage, (await stage.startRelay()).url);
  const bus = await stage.bus('relay');
  const client = createClient(bus, 'relay');
  const late = Promise.withResolvers<void>();
  let reads = 0;
  const call = {
    ...client,
    channels: {
      ...client.channels,
      async readHeads(wish: { channels: string[] }) {
        if (++reads > 1) return client.channels.readHeads(wish);
        await late.promise;
        return { heads: {} };
      },
    },
  };
  const log = stage.log.logOf('relay');
  const figures = createFigures();
  using healer = new Healer({ call, log, figures, reorderWaitMs: limits.reorderWaitMs });
  const watch = { arrive: () => {}, depart: () => {}, waits: () => {} };
  const logs = new ChannelLogs({ bus, call, turn: new Turn(), healer, watch, limits });
  const first = logs.open(channel).catch((error: { code: string }) => error.code);
  await expect.poll(() => reads).toBe(1);
  logs.forget();
  const second = await logs.open(channel);
  late.resolve();
  expect(await first).toBe('not_found');
  expect(logs.find(channel)).toBe(second);
});
