import type { Request, Response } from 'express';
import { AppError } from '../../internal/contract/errors.ts';
import type { Login } from '../../internal/contract/logins.ts';
import type { Application } from '../application.ts';
import { contextOf, traceOf } from '../guards/traces.ts';
import { endSession } from '../sessions/browser.ts';
import { type Caller, readCaller } from '../tokens/read-caller.ts';
import { asksByToken, hasSession, type PlainRoute } from './route.ts';

const otherRole = 'You are signed in, but this is for another role. Nothing was changed.';

/** Who asks: a browser by its session, or a program by its token. */
export type Asking = { login: Login | null; caller: Caller | null };

/**
 * Who asks, as of now, and whether this route is for them. A login that cannot be read is
 * `unavailable`, never "nobody". Throws `unauthenticated` or `forbidden`.
 */
export async function identify(
  app: Application,
  route: PlainRoute,
  request: Request,
  response: Response,
): Promise<Asking> {
  if (asksByToken(route, request) || bearsToken(route, request)) {
    const caller = await readCaller(app, request, contextOf(response));
    traceOf(response).login = caller.login;
    return { login: null, caller };
  }
  const isKnown = hasSession(route) || route.who === 'account';
  const login = isKnown ? await readSession(app, route, request, response) : null;
  if (route.who === 'anyone') return { login, caller: null };
  if (!login) throw new AppError('unauthenticated', 'You are signed out. Sign in again.');
  if (Array.isArray(route.who) && !route.who.includes(login.user.role)) {
    throw new AppError('forbidden', otherRole);
  }
  return { login, caller: null };
}

function bearsToken(route: PlainRoute, request: Request): boolean {
  const mayBear = route.method === 'POST' && route.bearing === true;
  return mayBear && request.get('authorization') !== undefined;
}

async function readSession(
  app: Application,
  route: PlainRoute,
  request: Request,
  response: Response,
): Promise<Login | null> {
  await app.sessions.open(request, response);
  const loginId = request.session.login;
  if (!loginId) return null;
  const trace = traceOf(response);
  const { requestId, address } = trace;
  try {
    trace.login = loginId;
    return await app.reads.logins.readLogin({}, { login: loginId, requestId, address });
  } catch (error) {
    const isDead = error instanceof AppError && error.code === 'unauthenticated';
    if (isDead) {
      trace.login = undefined;
      await endSession(request);
      return null;
    }
    if (route.method === 'POST' && route.anyhow) return null;
    throw error;
  }
}
