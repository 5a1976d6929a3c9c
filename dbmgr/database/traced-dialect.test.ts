import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { openStage } from '../../internal/testing/stage.ts';

test('a statement carries the id of the request behind it', async () => {
  await using stage = await openStage();
  await stage.startDbmgr();
  const call = await stage.call.web();
  const admin = await stage.people.admin();
  const agent = await stage.people.agent();
  const { login } = await stage.people.signIn(admin);
  const { main } = stage.database.schemas;
  const holder = await createConnection({ uri: stage.database.urls.root });
  try {
    await holder.query('BEGIN');
    await holder.query(`SELECT id FROM ${main}.people WHERE id = ? FOR UPDATE`, [admin.id]);
    const requestId = 'from-browser-to-sql';
    const limiting = call.agents.limitAgent({ id: agent.id, limit: 3 }, { login, requestId });
    const waiting = () =>
      stage.sql<{ info: string }>(
        `SELECT info FROM information_schema.processlist
          WHERE info LIKE ? AND id <> CONNECTION_ID()`,
        [`%/* ${requestId} */`],
      );
    await expect.poll(waiting).toHaveLength(1);
    await holder.query('COMMIT');
    expect(await limiting).toEqual({ limit: 3 });
    expect(await waiting()).toEqual([]);
  } finally {
    holder.destroy();
  }
});
