import { expect, test } from 'vitest';
import { startTcpProxy } from '../../test/faults/harness/proxy/tcp-proxy.ts';
import { clientOf, openHouse, signIn } from '../testing/house.ts';

/** More than there are connections to the store. */
const people = 20;

test('X16: while the session store hangs everybody is answered 503 within 5 s', async () => {
  await using house = await openHouse();
  const url = new URL(house.stage.database.urls.sessions);
  const proxy = house.stage.use(await startTcpProxy(Number(url.port)));
  url.port = String(proxy.port);
  const web = await house.anotherWeb({ SESSION_MYSQL_URL: url.href });
  const boss = await house.stage.people.superAdmin();
  using client = clientOf(house.stage, web.url);
  await signIn(client, boss);
  proxy.set({ blackhole: true });
  const start = performance.now();
  const answers = await Promise.all(
    Array.from({ length: people }, async () => {
      const { status } = await client.get('/super/admins');
      return { status, isInTime: performance.now() - start < 5000 };
    }),
  );
  expect(answers).toEqual(answers.map(() => ({ status: 503, isInTime: true })));
  proxy.heal();
  expect((await client.get('/super/admins')).status).toBe(200);
});
