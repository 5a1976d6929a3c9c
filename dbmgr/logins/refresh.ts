import { publishEvent } from '../../internal/bus/events.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { Features } from '../../internal/contract/features.ts';
import type { Tokens } from '../../internal/contract/logins.ts';
import type { InputOf } from '../../internal/contract/types.ts';
import { isAudited } from '../../internal/policy/audit.ts';
import { isRefreshReused } from '../../internal/policy/login-lifetime.ts';
import { recordAct } from '../audit/record.ts';
import type { Context } from '../context.ts';
import type { Database } from '../database/open-database.ts';
import { isDuplicate, transact, type Transaction } from '../database/transact.ts';
import { findLiveLogin, holdLiveLogin, type LiveLogin, useLogin } from './live-login.ts';
import { noteAddress } from './note-address.ts';
import { issueTokens, type OpenedLogin } from './open-login.ts';
import { readFamilyMember, rotateToken } from './refresh-tokens.ts';
import { hashSecret } from './secrets.ts';
import type { TokenSigner } from './tokens.ts';

type Input = InputOf<Features['logins']['operations']['refresh']>;

/**
 * Tokens for a refresh token, with the next one of its family. One that was rotated a while ago is
 * in two hands: the login ends (RFC 9700, 4.14.2). While the database takes no writes, a token
 * stays the one it is.
 */
export async function refresh(
  signer: TokenSigner,
  context: Context,
  input: Input,
): Promise<Tokens> {
  const hash = hashSecret(input.refresh_token);
  const renewed = await renew(context, hash, input.next).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'unavailable') throw error;
    return readOnly(context, hash, input.refresh_token, error);
  });
  if (!renewed) throw new AppError('unauthenticated', 'You are signed out. Sign in again.');
  return issueTokens(signer, renewed, context.now());
}

async function renew(
  context: Context,
  hash: string,
  next: string | undefined,
): Promise<OpenedLogin | undefined> {
  const now = context.now();
  const login = await findFamily(context.db, hash);
  if (!login) return undefined;
  const renewed = await transact(context.db, async (tx, afterCommit) => {
    const live = await holdLiveLogin(tx, login, now);
    const known = live && (await readFamilyMember(tx, login, hash, now));
    if (!known) return undefined;
    context.actor = live.person.id;
    if (isRefreshReused(known.rotatedAt, now)) {
      await endFamily(tx, context, live);
      afterCommit(() => tellReuse(context, live));
      return undefined;
    }
    await noteReturn(tx, context, live);
    return { ...live, refreshToken: await rotateToken(tx, login, hash, now, next) };
  }).catch((error: unknown) => {
    if (!isDuplicate(error)) throw error;
    throw new AppError('conflict', 'The next refresh token is not a new one. Make another.');
  });
  return renewed && { ...(await useLogin(context, login)), refreshToken: renewed.refreshToken };
}

/** For a guest, whose login lives long, this is what coming back looks like. */
async function noteReturn(tx: Transaction, context: Context, login: LiveLogin): Promise<void> {
  await noteAddress(tx, login.id, context.request.address);
  const { id, role } = login.person;
  if (role !== 'user') return;
  const last_login_at = context.now();
  await tx.updateTable('people').set({ last_login_at }).where('id', '=', id).execute();
}

/** The login that a refresh token belongs to, dead or alive. */
async function findFamily(db: Database, hash: string): Promise<string | undefined> {
  const row =
    (await db
      .selectFrom('refresh_tokens')
      .where('hash', '=', hash)
      .select('login_id as id')
      .executeTakeFirst()) ??
    (await db
      .selectFrom('logins')
      .where('refresh_hash', '=', hash)
      .select('id')
      .executeTakeFirst());
  return row?.id;
}

async function endFamily(tx: Transaction, context: Context, login: LiveLogin): Promise<void> {
  const now = context.now();
  await tx
    .updateTable('logins')
    .set({ ended_at: now, refresh_hash: null })
    .where('id', '=', login.id)
    .execute();
  if (!isAudited(login.person.role)) return;
  await recordAct(tx, {
    at: now,
    org: login.person.org,
    actor: login.person,
    address: context.request.address ?? '',
    action: 'logins.refresh',
    outcome: 'refused',
    detail: 'an old refresh token was used again, so the login was ended',
    requestId: context.request.requestId,
  });
}

function tellReuse(context: Context, { id, person }: LiveLogin): void {
  const { address, requestId } = context.request;
  context.log.warn(
    { actor: person.id, login: id, address, request_id: requestId },
    'security: an old refresh token was used again; its login is ended',
  );
  publishEvent(context.bus, 'logins', 'loginsEnded', person.id, {
    person: person.id,
    logins: [id],
    reason: 'refresh_reused',
  });
}

/** Throws `reason` when the database cannot be read either, or the token is an old one. */
async function readOnly(
  context: Context,
  hash: string,
  refreshToken: string,
  reason: AppError,
): Promise<OpenedLogin | undefined> {
  const { db } = context;
  const login = await findFamily(db, hash);
  const live = login && (await findLiveLogin(db, login, context.now()));
  if (!live) return undefined;
  const token = await db
    .selectFrom('refresh_tokens')
    .where('hash', '=', hash)
    .select('rotated_at')
    .executeTakeFirst();
  if (token && token.rotated_at !== null) throw reason;
  return { ...live, refreshToken };
}
