import type { Request } from 'express';
import { AppError } from '../../internal/contract/errors.ts';
import type { Scope } from '../../internal/contract/scopes.ts';
import type { Application } from '../application.ts';

/** Who a bearer token speaks for. */
export type Caller = {
  /** The login that acts. Whether it still lives is dbmgr's to say. */
  login: string;
  person: string;
  /** What a personal access token may do at most; null for all that its person may. */
  scopes: readonly Scope[] | null;
};

const bearer = /^Bearer ([A-Za-z0-9._-]{1,4096})$/i;

/** Reads `Authorization: Bearer …`. Throws `unauthenticated`. */
export async function readCaller(app: Application, request: Request): Promise<Caller> {
  const token = bearer.exec(request.get('authorization') ?? '')?.[1];
  if (!token) throw new AppError('unauthenticated', 'Send a token: Authorization: Bearer ….');
  return { ...(await app.tokens.read(token)), scopes: null };
}
