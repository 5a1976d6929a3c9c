import { z } from 'zod';
import { AppError } from '../../internal/contract/errors.ts';
import { typedPassword } from '../../internal/contract/passwords.ts';
import type { Role } from '../../internal/contract/people.ts';
import { failpoint } from '../../internal/process/failpoint.ts';
import { type Answer, goTo, showPage } from '../answers/answer.ts';
import { form, page, type Route } from '../routing/route.ts';
import type { ReadVisit, WriteVisit } from '../routing/visit.ts';
import { homeOf, isPageOf } from '../views/shell-data.ts';

const signInFields = z.strictObject({
  /** Or a nickname. */
  email: z.string().max(254),
  password: typedPassword,
  next: z.string().max(100).optional(),
});

/** From one address; dbmgr counts the wrong ones far more strictly. */
const triesPerMinute = 300;

/** Signing in and out, and the front door. */
export const loginRoutes: readonly Route[] = [
  page('/', 'anyone', async ({ login }) => goTo(login ? homeOf(login.user.role) : '/chat')),
  page('/login', 'anyone', showSignIn),
  form('/login', 'anyone', {
    fields: signInFields,
    act: signIn,
    again: async (_visit, { values }) => refuseSignIn(values),
    limit: triesPerMinute,
  }),
  form('/logout', 'anyone', { fields: z.strictObject({}), act: signOut, anyhow: true }),
];

async function showSignIn({ login, query }: ReadVisit): Promise<Answer> {
  const next = query.get('next') ?? '';
  if (login) return goTo(placeFor(login.user.role, next));
  return showPage('/logins/sign-in', { values: { next } });
}

async function signIn(
  { calls, as, browser }: WriteVisit,
  fields: z.output<typeof signInFields>,
): Promise<Answer> {
  const { next = '', email: typed, password } = fields;
  const input = { login: typed, password, ...(browser.device ? { device: browser.device } : {}) };
  try {
    const { login, device } = await calls.logins.signIn(input, as);
    await failpoint('web.afterSignIn');
    await browser.signIn(login, device);
    return goTo(placeFor(login.user.role, next));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const values = { email: typed, next };
    if (error.code === 'unauthenticated') return refuseSignIn(values);
    if (error.code === 'rate_limited') return askToWait(values, error.retryMs ?? 1000);
    throw error;
  }
}

/** Wrong, unknown, inactive and malformed are one page. */
function refuseSignIn(values: Record<string, string>): Answer {
  const problem = 'The name or the password is wrong. Check both and try again.';
  return showPage('/logins/sign-in', { values, problem }, 422);
}

function askToWait(values: Record<string, string>, retryMs: number): Answer {
  const seconds = Math.max(1, Math.ceil(retryMs / 1000));
  const wait = seconds === 1 ? 'a second' : seconds < 90 ? `${seconds} seconds` : minutes(seconds);
  const problem = `There were too many tries. Wait ${wait}, then try again.`;
  const answer = showPage('/logins/sign-in', { values, problem, waiting: true }, 429);
  return { ...answer, retryMs };
}

function minutes(seconds: number): string {
  return `${Math.ceil(seconds / 60)} minutes`;
}

async function signOut({ calls, as, browser }: WriteVisit): Promise<Answer> {
  try {
    if (as.login) await calls.logins.endLogin({}, as);
  } finally {
    await browser.signOut();
  }
  return goTo('/login');
}

/** Only a page of their own; anything else in `next` leads home. */
function placeFor(role: Role, next: string): string {
  return isPageOf(role, next) ? next : homeOf(role);
}
