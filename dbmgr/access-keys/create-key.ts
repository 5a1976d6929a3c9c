import { v7 } from 'uuid';
import type { AccessKey } from '../../internal/contract/access-keys.ts';
import type { Scope } from '../../internal/contract/scopes.ts';
import { refuseKeys, refuseManyKeys } from '../../internal/policy/accounts.ts';
import { performAct } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/transact.ts';
import { joinScopes } from '../logins/scopes.ts';
import { hashSecret } from '../logins/secrets.ts';
import type { TokenSigner } from '../logins/tokens.ts';
import { doOnce } from '../idempotency/transact-once.ts';
import type { Actor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';
import { presentKey, selectKeys } from './present-key.ts';

type Wish = { name: string; scopes: Scope[]; expires_in_days: number };

const dayMs = 24 * 3_600_000;
const prefixLength = 10;

/**
 * The key, and what is told once: the token that a program sends. It follows from the key's id and
 * a secret of dbmgr's, so that a repeated wish (`Idempotency-Key`) is answered the same though the
 * token is stored nowhere.
 */
export function createKey(
  signer: TokenSigner,
  context: Context,
  wish: Wish,
): Promise<{ key: AccessKey; token: string }> {
  return performAct(context, async (tx, actor, note) => {
    enforce(refuseKeys(actor.role));
    note.silent = true;
    const key = await doOnce(tx, context, wish, async () => {
      enforce(refuseManyKeys(await countGood(tx, actor, context.now())));
      const id = v7();
      await insertKey(tx, context, actor, { ...wish, id, token: tokenOf(signer, id) });
      note.target = { id, name: wish.name };
      note.detail = wish.scopes.join(' ');
      note.silent = false;
      return readKey(tx, context, actor, id);
    });
    return { key, token: tokenOf(signer, key.id) };
  });
}

function tokenOf(signer: TokenSigner, id: string): string {
  return `ntr_${signer.secretOf(id)}`;
}

type NewKey = Wish & { id: string; token: string };

async function insertKey(
  tx: Transaction,
  context: Context,
  actor: Actor,
  { id, token, name, ...wish }: NewKey,
): Promise<void> {
  const now = context.now();
  const expiresAt = new Date(now.getTime() + wish.expires_in_days * dayMs);
  const scopes = joinScopes(wish.scopes);
  const loginId = await openKeyLogin(tx, context, actor, { scopes, expiresAt });
  await tx
    .insertInto('access_keys')
    .values({
      id,
      org_id: actor.org,
      person_id: actor.id,
      login_id: loginId,
      name,
      prefix: token.slice(0, prefixLength),
      hash: hashSecret(token),
      scopes,
      made_at: now,
      expires_at: expiresAt,
      used_at: null,
      revoked_at: null,
    })
    .execute();
}

async function readKey(
  tx: Transaction,
  context: Context,
  actor: Actor,
  id: string,
): Promise<AccessKey> {
  const row = await selectKeys(tx, actor.id)
    .where('access_keys.id', '=', id)
    .executeTakeFirstOrThrow();
  return presentKey(row, context.now());
}

/** What acts when the key is used: it has no refresh token and its end does not move. */
async function openKeyLogin(
  tx: Transaction,
  context: Context,
  actor: Actor,
  limits: { scopes: string; expiresAt: Date },
): Promise<string> {
  const now = context.now();
  const id = v7();
  await tx
    .insertInto('logins')
    .values({
      id,
      person_id: actor.id,
      auth_version: actor.authVersion,
      refresh_hash: null,
      address: context.request.address ?? '',
      started_at: now,
      used_at: now,
      expires_at: limits.expiresAt,
      ended_at: null,
      scopes: limits.scopes,
    })
    .execute();
  return id;
}

async function countGood(tx: Transaction, actor: Actor, now: Date): Promise<number> {
  const { count } = await tx
    .selectFrom('access_keys')
    .innerJoin('logins', 'logins.id', 'access_keys.login_id')
    .where('access_keys.person_id', '=', actor.id)
    .where('logins.ended_at', 'is', null)
    .where('access_keys.expires_at', '>', now)
    .where('logins.auth_version', '=', actor.authVersion)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}
