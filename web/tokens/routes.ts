import { z } from 'zod';
import { AppError } from '../../internal/contract/errors.ts';
import { id } from '../../internal/contract/ids.ts';
import { logins, tokens } from '../../internal/contract/logins.ts';
import { typedPassword } from '../../internal/contract/passwords.ts';
import { type Answer, answerJson } from '../answers/answer.ts';
import { json, type Route } from '../routing/route.ts';
import type { WriteVisit } from '../routing/visit.ts';

const nothing = z.strictObject({});
const loginFields = z.strictObject({
  login: z.string().max(254),
  password: typedPassword,
  org: id.optional(),
});
const refreshFields = z.strictObject({ refresh_token: z.string().max(200) });

/** Tokens for programs, and for the websocket of a browser that is signed in. */
export const tokenRoutes: readonly Route[] = [
  json('/v1/auth/login', 'anyone', {
    fields: loginFields,
    output: tokens,
    act: signIn,
    limit: 300,
  }),
  json('/v1/auth/refresh', 'anyone', {
    fields: refreshFields,
    output: tokens,
    act: refresh,
    limit: 1200,
    shared: true,
  }),
  json('/v1/auth/socket', ['super_admin', 'admin', 'agent'], {
    fields: nothing,
    output: logins.operations.issueToken.output,
    act: issueToken,
  }),
  json('/v1/auth/logout', 'bearer', {
    fields: nothing,
    output: logins.operations.endLogin.output,
    act: signOut,
  }),
];

async function signIn(
  { calls, as }: WriteVisit,
  fields: z.output<typeof loginFields>,
): Promise<Answer> {
  const signedIn = await calls.logins.signIn(fields, as);
  return answerJson(signedIn.tokens);
}

async function refresh(
  { calls, as }: WriteVisit,
  fields: z.output<typeof refreshFields>,
): Promise<Answer> {
  return answerJson(await calls.logins.refresh(fields, as));
}

async function issueToken({ calls, as }: WriteVisit): Promise<Answer> {
  return answerJson(await calls.logins.issueToken({}, as));
}

async function signOut({ calls, as }: WriteVisit): Promise<Answer> {
  const { ended } = await calls.logins.endLogin({}, as);
  if (!ended) throw new AppError('unauthenticated', 'The token is not valid, or no longer.');
  return answerJson({ ended });
}
