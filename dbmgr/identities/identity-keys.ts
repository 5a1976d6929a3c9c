import { createPublicKey } from 'node:crypto';
import { v7 } from 'uuid';
import { AppError } from '../../internal/contract/errors.ts';
import type { Features } from '../../internal/contract/features.ts';
import { type IdentityKey, maxLiveKeys } from '../../internal/contract/identities.ts';
import type { InputOf, OutputOf } from '../../internal/contract/types.ts';
import { refuseManyIdentityKeys } from '../../internal/policy/identities.ts';
import { refuseSettings } from '../../internal/policy/organisations.ts';
import { performAct, performLook } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import type { Database } from '../database/open-database.ts';
import type { TokenSigner } from '../logins/tokens.ts';
import { enforce } from '../refuse.ts';

type Operations = Features['identities']['operations'];

const maxListed = 20;

/** What an organisation's site signs with; it follows from the key's id and is stored nowhere. */
export function identitySecret(signer: TokenSigner, id: string): string {
  return `nti_${signer.secretOf(`identity ${id}`)}`;
}

export function listIdentityKeys(context: Context): Promise<{ keys: IdentityKey[] }> {
  return performLook(context, async (db, actor) => {
    enforce(refuseSettings(actor.role));
    const rows = await selectKeys(db, actor.org)
      .orderBy('made_at', 'desc')
      .orderBy('identity_keys.id', 'desc')
      .limit(maxListed)
      .execute();
    return { keys: rows.map(present) };
  });
}

export function addIdentityKey(
  signer: TokenSigner,
  context: Context,
  wish: InputOf<Operations['addIdentityKey']>,
): Promise<OutputOf<Operations['addIdentityKey']>> {
  return performAct(context, async (tx, actor, note) => {
    enforce(refuseSettings(actor.role));
    // One organisation's are counted by one at a time.
    await tx.selectFrom('orgs').where('id', '=', actor.org).select('id').forUpdate().execute();
    const live = await selectKeys(tx, actor.org).where('revoked_at', 'is', null).execute();
    enforce(refuseManyIdentityKeys(live.length, maxLiveKeys));
    const id = v7();
    const { algorithm, name } = wish;
    note.target = { id, name };
    note.detail = algorithm;
    await tx
      .insertInto('identity_keys')
      .values({
        id,
        org_id: actor.org,
        name,
        algorithm,
        public_key: wish.algorithm === 'EdDSA' ? readPublicKey(wish.public_key) : null,
        made_by: actor.id,
        made_at: context.now(),
        revoked_at: null,
      })
      .execute();
    const row = await selectKeys(tx, actor.org)
      .where('identity_keys.id', '=', id)
      .executeTakeFirstOrThrow();
    const secret = algorithm === 'HS256' ? identitySecret(signer, id) : null;
    return { key: present(row), secret };
  });
}

/** A second wish changes nothing; another organisation's keys do not exist. */
export function revokeIdentityKey(
  context: Context,
  { id }: { id: string },
): Promise<Record<string, never>> {
  return performAct(context, async (tx, actor, note) => {
    enforce(refuseSettings(actor.role));
    const row = await selectKeys(tx, actor.org)
      .where('identity_keys.id', '=', id)
      .executeTakeFirst();
    if (!row) throw new AppError('not_found', 'There is no such key.');
    note.target = { id, name: row.name };
    note.silent = row.revoked_at !== null;
    await tx
      .updateTable('identity_keys')
      .set({ revoked_at: context.now() })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .execute();
    return {};
  });
}

function selectKeys(db: Pick<Database, 'selectFrom'>, org: string) {
  return db
    .selectFrom('identity_keys')
    .leftJoin('people', 'people.id', 'identity_keys.made_by')
    .where('identity_keys.org_id', '=', org)
    .select(['identity_keys.id', 'identity_keys.name', 'algorithm', 'made_at', 'revoked_at'])
    .select('people.name as made_by');
}

type Row = Awaited<ReturnType<ReturnType<typeof selectKeys>['executeTakeFirstOrThrow']>>;

function present({ made_by, made_at, revoked_at, ...row }: Row): IdentityKey {
  return {
    ...row,
    state: revoked_at === null ? 'live' : 'revoked',
    made_by: made_by ?? '',
    made_at: made_at.toISOString(),
  };
}

/** The `x` of the key. Throws `invalid` for what is no public Ed25519 key. */
function readPublicKey(text: string): string {
  const trimmed = text.trim();
  try {
    const isJwk = trimmed.startsWith('{');
    const key = isJwk
      ? createPublicKey({ key: publicPart(JSON.parse(trimmed)), format: 'jwk' })
      : createPublicKey(refusePrivate(trimmed));
    const { crv, x } = key.export({ format: 'jwk' });
    if (crv === 'Ed25519' && x) return x;
  } catch {
    // What a parser says of somebody's key is for nobody's eyes.
  }
  const what = 'is not the public half of an Ed25519 key, as PEM or JWK';
  throw new AppError('invalid', `public_key: ${what}.`, { fields: { public_key: what } });
}

/** Whoever pastes a private key is told so, and keeps it theirs. */
function refusePrivate(pem: string): string {
  if (pem.includes('PRIVATE')) throw new Error('a private key');
  return pem;
}

function publicPart(jwk: unknown): { kty: string; crv: string; x: string } {
  const { kty, crv, x, d } = jwk as Record<string, unknown>;
  if (d !== undefined) throw new Error('a private key');
  return { kty: String(kty), crv: String(crv), x: String(x) };
}
