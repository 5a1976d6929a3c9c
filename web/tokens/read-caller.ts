import type { Request } from 'express';
import { AppError } from '../../internal/contract/errors.ts';
import type { Scope } from '../../internal/contract/scopes.ts';
import type { CallContext } from '../../internal/contract/types.ts';
import type { Application } from '../application.ts';

/** Who a bearer token speaks for. */
export type Caller = {
  /** The login that acts. Whether it still lives is dbmgr's to say. */
  login: string;
  person: string;
  /** What a personal access token may do at most; null for all that its person may. */
  scopes: readonly Scope[] | null;
  /** The token itself, which is good until `expiresAt`. */
  token: string;
  expiresAt: Date;
};

/** No key is as long as this. */
const maxKeyLength = 200;
const bearer = /^Bearer ([A-Za-z0-9._-]{1,4096})$/i;

/** Reads `Authorization: Bearer …`, the one place where a token is taken. Throws `unauthenticated`. */
export async function readCaller(
  app: Application,
  request: Request,
  context: CallContext,
): Promise<Caller> {
  const token = bearer.exec(request.get('authorization') ?? '')?.[1];
  if (!token) throw new AppError('unauthenticated', 'Send a token: Authorization: Bearer ….');
  if (!token.startsWith('ntr_')) return { ...(await app.tokens.read(token)), token, scopes: null };
  const {
    login,
    user,
    scopes,
    expires_at: end,
  } = await app.reads.accessKeys.useKey({ key: token.slice(0, maxKeyLength) }, context);
  return { login, person: user.id, scopes, token, expiresAt: new Date(end) };
}
