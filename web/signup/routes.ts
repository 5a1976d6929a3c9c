import { z } from 'zod';
import type { SignupMode } from '../../internal/contract/accounts.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { newPassword } from '../../internal/contract/passwords.ts';
import { email, nick, personName } from '../../internal/contract/people.ts';
import { refuseSignup } from '../../internal/policy/accounts.ts';
import { type Answer, goTo, showPage } from '../answers/answer.ts';
import { form, page, type Refused, type Route } from '../routing/route.ts';
import type { ReadVisit, WriteVisit } from '../routing/visit.ts';
import { sentences } from '../views/sentences.ts';
import { homeOf } from '../views/shell-data.ts';

const path = '/signup';
const empty = z.literal('').transform(() => undefined);

const signUpFields = z.strictObject({
  name: personName,
  nick: z.union([empty, nick]).optional(),
  email,
  password: newPassword,
  invite: z.union([empty, z.string().max(200)]).optional(),
});

const labels = {
  name: 'The name',
  nick: 'The nickname',
  email: 'The e-mail',
  password: 'The password',
};

/** Where members come from: open to all, by invitation, or closed. */
export const signupRoutes: readonly Route[] = [
  page(path, 'anyone', showSignUp),
  form(path, 'anyone', {
    fields: signUpFields,
    act: signUp,
    again: async (_visit, refused) => showForm(refused, 422),
    limit: 'signups',
  }),
];

async function showSignUp({ login, query, calls, as }: ReadVisit): Promise<Answer> {
  if (login) return goTo(homeOf(login.user.role));
  const invite = query.get('invite')?.slice(0, 200) || undefined;
  const door = await calls.accounts.checkSignup(invite === undefined ? {} : { invite }, as);
  const refusal = refuseSignup(door.mode, door.invite);
  if (refusal) return showClosed(refusal.message, door.mode, 200);
  return showForm({ values: { invite: invite ?? '' }, messages: {} });
}

function showForm({ values, messages }: Refused, status = 200): Answer {
  return showPage('/signup/sign-up', { values, errors: sentences(messages, labels) }, status);
}

function showClosed(reason: string, mode: SignupMode | null, status: number): Answer {
  const title = mode === 'off' ? 'Sign-up is closed' : 'An invitation is needed';
  return showPage('/signup/closed', { title, reason }, status);
}

async function signUp(
  { calls, as, browser }: WriteVisit,
  fields: z.output<typeof signUpFields>,
): Promise<Answer> {
  const { nick: wanted, invite, ...rest } = fields;
  const optional = { ...(wanted ? { nick: wanted } : {}), ...(invite ? { invite } : {}) };
  try {
    const { login, device } = await calls.accounts.signUp({ ...rest, ...optional }, as);
    await browser.signIn(login, device);
    return goTo(homeOf(login.user.role));
  } catch (error) {
    if (!(error instanceof AppError) || error.fields) throw error;
    if (error.code === 'rate_limited') return askToWait(fields, error.retryMs ?? 1000);
    const statuses: Partial<Record<string, number>> = {
      forbidden: 403,
      not_found: 404,
      conflict: 409,
    };
    const status = statuses[error.code];
    if (status === undefined) throw error;
    return showClosed(error.message, error.code === 'forbidden' && !invite ? 'off' : null, status);
  }
}

function askToWait(
  { name, nick: wanted = '', email: address, invite = '' }: z.output<typeof signUpFields>,
  retryMs: number,
): Answer {
  const seconds = Math.max(1, Math.ceil(retryMs / 1000));
  const problem = `There were too many tries. Wait ${seconds} s, then try again.`;
  const values = { name, nick: wanted, email: address, invite };
  const answer = showPage('/signup/sign-up', { values, errors: {}, problem }, 429);
  return { ...answer, retryMs };
}
