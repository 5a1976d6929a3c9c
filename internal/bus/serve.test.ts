import { expect, test } from 'vitest';
import type { Handlers } from '../contract/types.ts';
import { openStage } from '../testing/stage.ts';
import { createClient } from './client.ts';
import { serve } from './serve.ts';

test('what is too large for the bus is refused at once, answer or question', async () => {
  await using stage = await openStage();
  const bus = await stage.bus('dbmgr');
  const heads = Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`channel-${i}`, i]));
  const readHeads = () => Promise.resolve({ heads });
  await using _served = serve(bus, {
    server: 'dbmgr',
    handlers: everyOperation(readHeads),
    run: (_request, _operation, handle) => handle(null),
  });
  await bus.flush();
  const { channels, messages } = createClient(await stage.bus('relay'), 'relay');
  const begun = performance.now();
  await expect(channels.readHeads({ channels: ['c'] })).rejects.toMatchObject({
    code: 'too_large',
  });
  const message = { login: 'l', channel_id: 'c', id: 'm', to: '*', type: 'text' } as const;
  const much = { messages: [{ ...message, data: 'x'.repeat(2 ** 20) }] };
  await expect(messages.sendMessages(much)).rejects.toMatchObject({ code: 'too_large' });
  expect(performance.now() - begun).toBeLessThan(4500);
});

/** What serves must serve all of the contract. */
function everyOperation(handle: () => Promise<unknown>): Handlers<null> {
  const feature = new Proxy({}, { get: () => handle });
  return new Proxy({}, { get: () => feature }) as Handlers<null>;
}
