import { z } from 'zod';
import { AppError } from '../../internal/contract/errors.ts';
import { typedPassword } from '../../internal/contract/passwords.ts';
import type { Role } from '../../internal/contract/people.ts';
import { failpoint } from '../../internal/process/failpoint.ts';
import { type Answer, goTo, showPage } from '../answers/answer.ts';
import { form, page, type Route } from '../routing/route.ts';
import type { ReadVisit, WriteVisit } from '../routing/visit.ts';
import { homeOf, isPageOf } from '../views/shell-data.ts';

const longestNext = 100;
const unsaved = 'You were signed out. Nothing was saved.';

const signInFields = z.strictObject({
  /** Or a nickname. */
  email: z.string().max(254),
  password: typedPassword,
  next: z.string().max(longestNext).optional(),
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
    again: ({ app, as }, { values }) => refuseSignIn({ calls: app.reads, as }, values),
    limit: triesPerMinute,
  }),
  form('/logout', 'anyone', { fields: z.strictObject({}), act: signOut, anyhow: true }),
];

async function showSignIn(visit: ReadVisit): Promise<Answer> {
  const { login, query } = visit;
  const next = query.get('next')?.slice(0, longestNext) ?? '';
  if (login) return goTo(placeFor(login.user.role, next));
  const isUnsaved = query.get('unsaved') === 'yes';
  return showForm(visit, { values: { next }, ...(isUnsaved ? { problem: unsaved } : {}) });
}

type Shown = ReturnType<typeof showPage>;
type Reader = Pick<ReadVisit, 'calls' | 'as'>;

/** Where anybody may sign up, the page says so; while that cannot be known, it does not. */
async function showForm(
  { calls, as }: Reader,
  data: Record<string, unknown>,
  status = 200,
): Promise<Shown> {
  const isOpen = await calls.accounts.checkSignup({}, as).then(
    ({ mode }) => mode === 'open',
    () => false,
  );
  return showPage('/logins/sign-in', { ...data, isOpen }, status);
}

async function signIn(visit: WriteVisit, fields: z.output<typeof signInFields>): Promise<Answer> {
  const { calls, as, browser, app } = visit;
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
    const reader = { calls: app.reads, as };
    if (error.code === 'unauthenticated') return refuseSignIn(reader, values);
    if (error.code === 'rate_limited') return askToWait(reader, values, error.retryMs ?? 1000);
    throw error;
  }
}

/** Wrong, unknown, inactive and malformed are one page. */
function refuseSignIn(reader: Reader, values: Record<string, string>): Promise<Answer> {
  const problem = 'The name or the password is wrong. Check both and try again.';
  return showForm(reader, { values, problem }, 422);
}

async function askToWait(
  reader: Reader,
  values: Record<string, string>,
  retryMs: number,
): Promise<Answer> {
  const seconds = Math.max(1, Math.ceil(retryMs / 1000));
  const wait = seconds === 1 ? 'a second' : seconds < 90 ? `${seconds} seconds` : minutes(seconds);
  const problem = `There were too many tries. Wait ${wait}, then try again.`;
  const answer = await showForm(reader, { values, problem, waiting: true }, 429);
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
