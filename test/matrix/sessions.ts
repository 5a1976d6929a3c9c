import { createHmac, randomBytes } from 'node:crypto';
import { createTokenSigner } from '../../dbmgr/logins/tokens.ts';
import { required } from '../../internal/config/read-settings.ts';
import type { Stage } from '../../internal/testing/stage.ts';
import type { Player } from './cast.ts';

/** A browser's cookie for a login that stands in the database, without a password being hashed. */
export type SessionMaker = (player: Player) => Promise<string | undefined>;

type Row = { data: string; expires: number };

/** Learns from one sign-in what web keeps of a session. */
export async function learnSessions(stage: Stage, webUrl: string): Promise<SessionMaker> {
  const admin = await stage.people.admin();
  const response = await fetch(`${webUrl}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: webUrl },
    body: new URLSearchParams({ email: admin.email, password: admin.password }),
  });
  if (response.status !== 303) throw new Error(`signing in was answered ${response.status}`);
  const { sessions } = stage.database.schemas;
  const [row] = await stage.sql<Row>(`SELECT data, expires FROM ${sessions}.sessions`);
  const known = JSON.parse(row!.data) as { login: string };
  const secret = required('SESSION_SECRET', stage.env.SESSION_SECRET);
  return async (player) => {
    if (!player.login) return undefined;
    const id = randomBytes(18).toString('base64url');
    const data = JSON.stringify({ ...known, login: player.login });
    await stage.sql(
      `INSERT INTO ${sessions}.sessions (session_id, expires, data) VALUES (?, ?, ?)`,
      [id, row!.expires, data],
    );
    const signature = createHmac('sha256', secret).update(id).digest('base64').replace(/=+$/, '');
    return `natter_session=${encodeURIComponent(`s:${id}.${signature}`)}`;
  };
}

/** A program's token for a login that stands in the database. */
export type TokenMaker = (player: Player) => Promise<string | undefined>;

const tokenLifeMs = 600_000;

/** As dbmgr signs them. */
export function createTokens(stage: Stage): TokenMaker {
  const signer = createTokenSigner(required('TOKEN_KEY', stage.env.TOKEN_KEY));
  return async ({ id, login, org }) => {
    if (!login) return undefined;
    const now = new Date();
    const person = { id, name: 'Somebody', role: 'user', org } as const;
    const claims = { person, loginId: login, authVersion: 1 };
    return stage.canaries.note(
      await signer.sign(claims, now, new Date(now.getTime() + tokenLifeMs)),
      'a token',
    );
  };
}
