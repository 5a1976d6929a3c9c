import { randomBytes, randomUUID } from 'node:crypto';
import { createPasswords } from '../../dbmgr/logins/passwords.ts';
import type { RunFile } from '../../internal/home/run-file.ts';
import { createMetrics } from '../../internal/metrics/metrics.ts';
import { openRoot } from './natter-people.ts';

export type StaffRole = 'super_admin' | 'admin' | 'agent';

/** Somebody who is signed in: `cookie` is what their browser sends, `login` who they are inside. */
export type SignedIn = { id: string; name: string; login: string; cookie: string };

/** Writes somebody of the staff behind natter's back and signs them in through its front door. */
export async function newStaff(run: RunFile, role: StaffRole, name: string): Promise<SignedIn> {
  const id = randomUUID();
  const email = `${role.replace('_', '-')}-${id.slice(0, 8)}@example.com`;
  const password = randomBytes(18).toString('base64url');
  const passwords = createPasswords(createMetrics('bench'));
  await using root = openRoot(run);
  await root.insert(
    `INSERT INTO people (id, org_id, role, name, email, password_hash, active, online, added_at)`,
    `(?, 'main', ?, ?, ?, ?, TRUE, FALSE, UTC_TIMESTAMP(3))`,
    [[id, role, name, email, await passwords.hash(password)]],
  );
  const { url } = run.web;
  const answer = await fetch(`${url}/login`, {
    method: 'POST',
    headers: { origin: url },
    body: new URLSearchParams({ email, password }),
    redirect: 'manual',
  });
  if (answer.status !== 303) throw new Error(`POST /login: ${answer.status}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const [rows] = await root.pool.query('SELECT id FROM logins WHERE person_id = ?', [id]);
  return { id, name, login: (rows as { id: string }[])[0]!.id, cookie };
}

/** People whose names fill a list; nobody knows their passwords. */
export async function fillStaff(run: RunFile, role: StaffRole, count: number): Promise<void> {
  await using root = openRoot(run);
  await root.insert(
    `INSERT INTO people (id, org_id, role, name, email, active, online, added_at)`,
    `(?, 'main', ?, ?, ?, TRUE, FALSE, UTC_TIMESTAMP(3))`,
    Array.from({ length: count }, (_, place) => [
      randomUUID(),
      role,
      `Somebody ${place + 1}`,
      `somebody-${randomBytes(4).toString('hex')}@example.com`,
    ]),
  );
}
