import type { Request, Response } from 'express';
import { AppError } from '../../internal/contract/errors.ts';
import type { Login } from '../../internal/contract/logins.ts';
import type { Application } from '../application.ts';
import { traceOf } from '../guards/traces.ts';
import { endSession } from '../sessions/browser.ts';
import { readCaller } from '../tokens/read-caller.ts';
import { hasSession, type PlainRoute } from './route.ts';

const otherRole = 'You are signed in, but this is for another role. Nothing was changed.';

/**
 * Who asks, as of now, and whether this route is for them. A login that cannot be read is
 * `unavailable`, never "nobody". Throws `unauthenticated` or `forbidden`.
 */
export async function identify(
  app: Application,
  route: PlainRoute,
  request: Request,
  response: Response,
): Promise<Login | null> {
  if (route.who === 'bearer') {
    traceOf(response).login = (await readCaller(app, request)).login;
    return null;
  }
  const login = hasSession(route) ? await readSession(app, route, request, response) : null;
  if (route.who === 'anyone') return login;
  if (!login) throw new AppError('unauthenticated', 'You are signed out. Sign in again.');
  if (!route.who.includes(login.user.role)) {
    throw new AppError('forbidden', otherRole);
  }
  return login;
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
