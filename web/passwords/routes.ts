import { z } from 'zod';
import { AppError } from '../../internal/contract/errors.ts';
import { newPassword, typedPassword } from '../../internal/contract/passwords.ts';
import { type Answer, goTo, showPage } from '../answers/answer.ts';
import { form, page, type Refused, type Route } from '../routing/route.ts';
import type { WriteVisit } from '../routing/visit.ts';
import { sentences } from '../views/sentences.ts';

const path = '/account/password';
const people = ['super_admin', 'admin', 'agent', 'member'] as const;

const passwordFields = z
  .strictObject({ current: typedPassword, password: newPassword, confirm: z.string().max(1024) })
  .refine(({ password, confirm }) => password === confirm, {
    path: ['confirm'],
    message: 'is not the same',
  });

const labels = {
  current: 'The current password',
  password: 'The new password',
  confirm: 'The repeated password',
};

/** One's own password. */
export const passwordRoutes: readonly Route[] = [
  page(path, people, async () => showForm({ values: {}, messages: {} })),
  form(path, people, {
    fields: passwordFields,
    act: changePassword,
    again: async (_visit, refused) => showForm(refused, 422),
    limit: 60,
  }),
];

function showForm({ messages }: Refused, status = 200): Answer {
  return showPage('/passwords/change', { errors: sentences(messages, labels) }, status);
}

async function changePassword(
  { calls, as, browser }: WriteVisit,
  { current, password }: z.output<typeof passwordFields>,
): Promise<Answer> {
  try {
    const { login } = await calls.logins.changePassword({ current, password }, as);
    await browser.signIn(login);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'rate_limited') throw error;
    const seconds = Math.ceil((error.retryMs ?? 1000) / 1000);
    const message = `There were too many tries. Wait ${seconds} s, then try again.`;
    const answer = showPage('/passwords/change', { errors: { current: message } }, 429);
    return { ...answer, retryMs: error.retryMs };
  }
  browser.say(
    'Your password is changed. Every other browser of yours is signed out, and your keys have ended.',
  );
  return goTo(path);
}
