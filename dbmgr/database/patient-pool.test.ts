import { expect, test } from 'vitest';
import { openStage } from '../../internal/testing/stage.ts';
import { startTcpProxy } from '../../test/faults/harness/proxy/tcp-proxy.ts';
import { openDatabase } from './open-database.ts';
import { transact, type Transaction } from './transact.ts';

test('X19: a connection that falls silent is given up, with the rows that it held', async () => {
  await using stage = await openStage();
  const url = new URL(stage.database.urls.main);
  await using proxy = await startTcpProxy(Number(url.port));
  url.port = String(proxy.port);
  const open = () => openDatabase({ url: url.href, connections: 1, lockWaitSeconds: 1 });
  const [first, second] = [open(), open()];
  const hold = (tx: Transaction) =>
    tx.selectFrom('audit_heads').select('only_row').forUpdate().execute();
  const start = performance.now();
  const silenced = transact(first, async (tx) => {
    await hold(tx);
    proxy.cutAll('silence');
    await hold(tx);
  });
  await expect(silenced).rejects.toMatchObject({ code: 'unavailable' });
  expect(performance.now() - start).toBeGreaterThan(4500);
  const held = await transact(second, hold);
  expect(held).toHaveLength(1);
  await Promise.all([first.destroy(), second.destroy()]);
});
