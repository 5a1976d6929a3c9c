import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Stage } from '../../internal/testing/stage.ts';
import type { Player } from './cast.ts';

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex');

export function randomKey(): string {
  return `ntr_${randomBytes(32).toString('base64url')}`;
}

/** An invitation that is good for a day. */
export async function seedInvite(stage: Stage, org: string): Promise<string> {
  const id = randomUUID();
  await stage.sql(
    `INSERT INTO invites (id, org_id, hash, note, made_by, made_at, expires_at)
     VALUES (?, ?, ?, '', 'an-admin', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) + INTERVAL 1 DAY)`,
    [id, org, hashOf(id)],
  );
  return id;
}

/** A ban of a guest who is gone, good for a day. */
export async function seedBan(stage: Stage, org: string): Promise<string> {
  const id = randomUUID();
  await stage.sql(
    `INSERT INTO bans (id, org_id, person_id, name, reason, made_by, made_by_name, made_at, until)
     VALUES (?, ?, ?, 'A guest', '', 'an-admin', 'An admin', UTC_TIMESTAMP(3),
       UTC_TIMESTAMP(3) + INTERVAL 1 DAY)`,
    [id, org, randomUUID()],
  );
  return id;
}

/** A key with which a site signs, revoked already: two that are live would be all there may be. */
export async function seedIdentityKey(stage: Stage, org: string): Promise<string> {
  const id = randomUUID();
  await stage.sql(
    `INSERT INTO identity_keys (id, org_id, name, algorithm, made_by, made_at, revoked_at)
     VALUES (?, ?, 'A site', 'HS256', 'an-admin', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    [id, org],
  );
  return id;
}

/** An access key with a login of its own; for nobody, one of a person who is not there. */
export async function seedKey(stage: Stage, player: Player): Promise<{ id: string; key: string }> {
  const id = randomUUID();
  const key = randomKey();
  const login = randomUUID();
  const owner = player.login ? player.id : await seedOwner(stage);
  await stage.sql(
    `INSERT INTO logins (id, person_id, auth_version, address, started_at, used_at, expires_at,
       scopes) VALUES (?, ?, 1, '127.0.0.1', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3),
       UTC_TIMESTAMP(3) + INTERVAL 1 DAY, 'teams:read')`,
    [login, owner],
  );
  await stage.sql(
    `INSERT INTO access_keys (id, org_id, person_id, login_id, name, prefix, hash, scopes, made_at,
       expires_at) VALUES (?, ?, ?, ?, 'A program', ?, ?, 'teams:read', UTC_TIMESTAMP(3),
       UTC_TIMESTAMP(3) + INTERVAL 1 DAY)`,
    [id, player.org, owner, login, key.slice(0, 10), hashOf(key)],
  );
  return { id, key };
}

async function seedOwner(stage: Stage): Promise<string> {
  const id = randomUUID();
  await stage.sql(
    `INSERT INTO people (id, org_id, role, name, active, online, added_at)
     VALUES (?, 'main', 'member', 'Somebody', TRUE, FALSE, UTC_TIMESTAMP(3))`,
    [id],
  );
  return id;
}
