import { promisify } from 'node:util';
import type { Request } from 'express';
import type { SessionData } from 'express-session';
import { createPool } from 'mysql2';
import { expect, test } from 'vitest';
import { openStage } from '../../internal/testing/stage.ts';
import { createSessionStore } from './session-store.ts';

test('S1: a session that is saved after it was ended stays ended', async () => {
  await using stage = await openStage();
  await using pool = createPool({ uri: stage.database.urls.sessions }).promise();
  const store = createSessionStore(pool.pool);
  const data = { cookie: { originalMaxAge: null }, login: 'one' } as SessionData;
  const save = (sid: string, session: SessionData) =>
    new Promise<void>((resolve, reject) => {
      store.set(sid, session, (error) => (error ? reject(error) : resolve()));
    });
  const get = (sid: string) =>
    new Promise<SessionData | null | undefined>((resolve, reject) => {
      store.get(sid, (error, found) => (error ? reject(error) : resolve(found)));
    });
  const rows = `SELECT data FROM \`${stage.database.schemas.sessions}\`.sessions`;

  await save('sid', data);
  const loaded = await get('sid');
  const request = { sessionID: 'sid', sessionStore: store } as unknown as Request;
  const inFlight = store.createSession(request, loaded ?? data);
  inFlight.login = 'two';
  await save('sid', inFlight);
  expect(await stage.sql(rows)).toMatchObject([
    { data: expect.stringContaining('two') as unknown },
  ]);

  await new Promise((resolve) => store.destroy('sid', resolve));
  inFlight.login = 'three';
  await save('sid', inFlight);
  await new Promise((resolve) => store.touch('sid', inFlight, resolve));
  expect(await stage.sql(rows)).toEqual([]);
  await pool.end();
});

test('sessions that nobody used are cleared, and only those', async () => {
  await using stage = await openStage();
  await using pool = createPool({ uri: stage.database.urls.sessions }).promise();
  const store = createSessionStore(pool.pool);
  const save = promisify((sid: string, session: SessionData, done: (error?: unknown) => void) =>
    store.set(sid, session, done),
  );
  const sessions = `\`${stage.database.schemas.sessions}\`.sessions`;
  for (const sid of ['old', 'new']) await save(sid, { cookie: {} } as SessionData);
  await stage.sql(`UPDATE ${sessions} SET expires = 1 WHERE session_id = 'old'`);
  await store.clearExpiredSessions();
  expect(await stage.sql(`SELECT session_id FROM ${sessions}`)).toEqual([{ session_id: 'new' }]);
  await pool.end();
});
