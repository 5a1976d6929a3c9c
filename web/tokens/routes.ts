import { z } from 'zod';
import { signUpInput } from '../../internal/contract/accounts.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { id } from '../../internal/contract/ids.ts';
import { logins, refreshInput, tokens } from '../../internal/contract/logins.ts';
import { typedPassword } from '../../internal/contract/passwords.ts';
import { hasAccount } from '../../internal/policy/accounts.ts';
import { type Answer, answerJson } from '../answers/answer.ts';
import { UnacceptableError } from '../answers/http-error.ts';
import { json, type Route } from '../routing/route.ts';
import type { WriteVisit } from '../routing/visit.ts';

const nothing = z.strictObject({});
const loginFields = z.strictObject({
  login: z.string().max(254),
  password: typedPassword,
  org: id.optional(),
});
const { issueToken, validate, endLogin } = logins.operations;

/** Tokens for programs, and for the websocket of a browser that is signed in. */
export const tokenRoutes: readonly Route[] = [
  json('/v1/auth/signup', 'anyone', {
    summary: 'Make an account and sign in',
    fields: signUpInput,
    output: tokens,
    creates: true,
    act: signUp,
    limit: 'signups',
  }),
  json('/v1/auth/login', 'anyone', {
    summary: 'Sign in with an e-mail address or a nickname, and a password',
    fields: loginFields,
    output: tokens,
    act: signIn,
    limit: 300,
  }),
  json('/v1/auth/validate', 'bearer', {
    summary: 'Who a token speaks for, until when, and what it is limited to',
    fields: nothing,
    output: validate.output,
    act: validateToken,
  }),
  json('/v1/auth/refresh', 'anyone', {
    summary: 'Change a refresh token for a token and the next refresh token',
    fields: refreshInput,
    output: tokens,
    act: refresh,
    limit: 1200,
    shared: true,
  }),
  json('/v1/auth/socket', 'account', {
    summary: 'A token that opens the websocket',
    fields: nothing,
    output: issueToken.output,
    act: giveSocketToken,
  }),
  json('/v1/auth/logout', 'bearer', {
    summary: 'End the login of a token',
    fields: nothing,
    output: endLogin.output,
    act: signOut,
  }),
];

async function signUp(
  { calls, as }: WriteVisit,
  fields: z.output<typeof signUpInput>,
): Promise<Answer> {
  try {
    const signedUp = await calls.accounts.signUp(fields, as);
    return answerJson(signedUp.tokens, 201);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
    // Of the documented form, and yet a password that too many others have.
    const { message, fields: wrong = {} } = error;
    throw new UnacceptableError('invalid', message, { cause: error, fields: wrong });
  }
}

async function signIn(
  { calls, as }: WriteVisit,
  fields: z.output<typeof loginFields>,
): Promise<Answer> {
  const signedIn = await calls.logins.signIn(fields, as);
  return answerJson(signedIn.tokens);
}

/** The token may end before its login does. */
async function validateToken({ calls, as, caller }: WriteVisit): Promise<Answer> {
  const valid = await calls.logins.validate({}, as);
  const tokenEnd = caller?.expiresAt.toISOString() ?? valid.expires_at;
  const end = tokenEnd < valid.expires_at ? tokenEnd : valid.expires_at;
  return answerJson({ ...valid, expires_at: end });
}

async function refresh(
  { calls, as }: WriteVisit,
  fields: z.output<typeof refreshInput>,
): Promise<Answer> {
  return answerJson(await calls.logins.refresh(fields, as));
}

/**
 * A session or an access key is changed for a token. A token opens the socket as it is, and is
 * answered as it is: whoever stole one cannot make it last.
 */
async function giveSocketToken({ calls, as, caller }: WriteVisit): Promise<Answer> {
  if (!caller || caller.scopes !== null) return answerJson(await calls.logins.issueToken({}, as));
  const { user } = await calls.logins.validate({}, as);
  if (!hasAccount(user.role)) {
    throw new AppError('forbidden', 'This is for people with an account.');
  }
  const { token, expiresAt } = caller;
  return answerJson({ token, expires_at: expiresAt.toISOString(), user });
}

async function signOut({ calls, as }: WriteVisit): Promise<Answer> {
  const { ended } = await calls.logins.endLogin({}, as);
  if (!ended) throw new AppError('unauthenticated', 'The token is not valid, or no longer.');
  return answerJson({ ended });
}
