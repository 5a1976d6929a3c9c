import { z } from 'zod';
import { AppError } from '../../internal/contract/errors.ts';
import { id } from '../../internal/contract/ids.ts';
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
  org: z.union([empty, id]).optional(),
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

async function showSignUp(visit: ReadVisit): Promise<Answer> {
  const { login, query } = visit;
  if (login) return goTo(homeOf(login.user.role));
  const invite = query.get('invite')?.slice(0, 200) ?? '';
  const org = id.safeParse(query.get('org')).data ?? '';
  const closed = await findDoorClosed(visit, { invite, org });
  if (closed) return showClosed(closed, 200);
  return showForm({ values: { invite, org }, messages: {} });
}

function showForm({ values, messages }: Refused, status = 200): Answer {
  return showPage('/signup/sign-up', { values, errors: sentences(messages, labels) }, status);
}

type Closed = { title: string; reason: string };
type Wish = { invite?: string | undefined; org?: string | undefined };

/** Why somebody who comes like this may not sign up; null when they may. */
async function findDoorClosed(
  { calls, as }: Pick<ReadVisit, 'calls' | 'as'>,
  { invite, org }: Wish,
): Promise<Closed | null> {
  const wish = { ...(invite ? { invite } : {}), ...(org ? { org } : {}) };
  const door = await calls.accounts.checkSignup(wish, as);
  const refusal = refuseSignup(door.mode, door.invite);
  if (!refusal) return null;
  const needsInvite = door.mode === 'invite' ? 'An invitation is needed' : 'Sign-up is closed';
  const titles: Partial<Record<string, string>> = {
    conflict: 'The invitation was used',
    not_found: 'The invitation is not good',
  };
  return { title: titles[refusal.code] ?? needsInvite, reason: refusal.message };
}

function showClosed(closed: Closed, status: number): Answer {
  return showPage('/signup/closed', closed, status);
}

const closedStatuses: Partial<Record<string, number>> = {
  forbidden: 403,
  not_found: 404,
  conflict: 409,
};

async function signUp(visit: WriteVisit, fields: z.output<typeof signUpFields>): Promise<Answer> {
  const { calls, as, browser, app } = visit;
  const { nick: wanted, invite, org, ...rest } = fields;
  const optional = {
    ...(wanted ? { nick: wanted } : {}),
    ...(invite ? { invite } : {}),
    ...(org ? { org } : {}),
  };
  try {
    const { login, device } = await calls.accounts.signUp({ ...rest, ...optional }, as);
    await browser.signIn(login, device);
    return goTo(homeOf(login.user.role));
  } catch (error) {
    if (!(error instanceof AppError) || error.fields) throw error;
    if (error.code === 'rate_limited') return askToWait(fields, error.retryMs ?? 1000);
    const status = closedStatuses[error.code];
    const closed = status ? await findDoorClosed({ calls: app.reads, as }, fields) : null;
    if (!status || !closed) throw error;
    return showClosed(closed, status);
  }
}

function askToWait(
  { name, nick: wanted = '', email: address, invite = '', org = '' }: z.output<typeof signUpFields>,
  retryMs: number,
): Answer {
  const seconds = Math.max(1, Math.ceil(retryMs / 1000));
  const problem = `There were too many tries. Wait ${seconds} s, then try again.`;
  const values = { name, nick: wanted, email: address, invite, org };
  const answer = showPage('/signup/sign-up', { values, errors: {}, problem }, 429);
  return { ...answer, retryMs };
}
