import type { Request, RequestHandler, Response } from 'express';
import { AppError } from '../../internal/contract/errors.ts';
import { MalformedError, UnacceptableError } from '../answers/http-error.ts';
import type { Application } from '../application.ts';
import { readBody } from '../guards/bodies.ts';
import { refuseStrangers } from '../guards/cross-site.ts';
import { limitAccount, limitAddress } from '../guards/program-limits.ts';
import { contextOf, traceOf } from '../guards/traces.ts';
import { actOnce, enterRoute } from '../routing/enter-route.ts';
import { createPatience } from '../routing/patience.ts';
import { type Caller, readCaller } from '../tokens/read-caller.ts';
import type { ApiAnswer } from './api-answer.ts';
import type { ApiInput, ApiRoute, ApiWriteVisit } from './api-route.ts';
import { type CursorHome, foreignCursor } from './cursors.ts';
import { parseInput, readQuery } from './parse-input.ts';
import { readIdempotencyKey, readVersion } from './request-headers.ts';
import { sendApiAnswer } from './send-api-answer.ts';

/** Everything that happens to a request of this route of `/v1`, in order. */
export function serveApi(app: Application, route: ApiRoute): RequestHandler {
  return async (request, response) => {
    await enterRoute(response, route.path);
    if (route.method !== 'GET') refuseStrangers(request, app.origins, []);
    limitAddress(app, response);
    const inTime = createPatience();
    const caller = await inTime(() => readCaller(app, request, contextOf(response)));
    traceOf(response).login = caller.login;
    limitAccount(app, response, caller.person);
    refuseScope(route, caller);
    const input = await readInput(route, request, response);
    const home = { path: request.path, person: caller.person };
    const visit = createVisit(app, route, request, response, home);
    const answer = await inTime(() => actOnce(() => act(route, visit, input)));
    sendApiAnswer(response, route, answer, (position) => app.cursors.sign(position, home));
  };
}

function refuseScope(route: ApiRoute, { scopes }: Caller): void {
  if (scopes === null || route.scope === 'any') return;
  if (route.scope === undefined) {
    throw new AppError('forbidden', 'A personal access token cannot do this; sign in for it.');
  }
  if (scopes.includes(route.scope)) return;
  throw new AppError('forbidden', `This access token lacks the scope ${route.scope}.`);
}

async function readInput(route: ApiRoute, request: Request, response: Response): Promise<ApiInput> {
  const params = route.params.safeParse(request.params);
  if (!params.success) throw new AppError('not_found', 'There is nothing at this address.');
  const query = parseInput(route.query, readQuery(request.url.split('?')[1] ?? ''));
  if (!route.body) return { params: params.data, query, body: {} };
  const sent = await readBody(request, response, 'json', route.maxBodyBytes);
  return { params: params.data, query, body: parseInput(route.body, sent) };
}

function createVisit(
  app: Application,
  route: ApiRoute,
  request: Request,
  response: Response,
  home: CursorHome,
): ApiWriteVisit {
  const idempotency = route.creates ? readIdempotencyKey(request) : undefined;
  return {
    app,
    as: { ...contextOf(response), ...(idempotency === undefined ? {} : { idempotency }) },
    person: home.person,
    wantsJson: /\bapplication\/json\b/.test(request.get('accept') ?? ''),
    version: route.versioned ? readVersion(request) : undefined,
    calls: route.method === 'GET' ? (app.reads as ApiWriteVisit['calls']) : app.calls,
    readPosition(cursor, schema) {
      if (cursor === undefined) return undefined;
      const position = schema.safeParse(app.cursors.read(cursor, home));
      if (!position.success) throw foreignCursor();
      return position.data;
    },
  };
}

/** What dbmgr finds invalid had the documented form; what web finds invalid had not. */
async function act(route: ApiRoute, visit: ApiWriteVisit, input: ApiInput): Promise<ApiAnswer> {
  try {
    return await route.answer(visit, input);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
    if (error instanceof MalformedError) throw error;
    const { message, fields, retryMs } = error;
    throw new UnacceptableError('invalid', message, {
      cause: error,
      ...(fields === undefined ? {} : { fields }),
      ...(retryMs === undefined ? {} : { retryMs }),
    });
  }
}
