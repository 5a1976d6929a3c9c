import { z } from 'zod';
import { signupMode } from '../../internal/contract/accounts.ts';
import { type Answer, goTo, showPage } from '../answers/answer.ts';
import { form, page, type Route } from '../routing/route.ts';
import type { ReadVisit, WriteVisit } from '../routing/visit.ts';
import { id } from '../../internal/contract/ids.ts';

const path = '/admin/members';
const who = ['admin'] as const;

const switchFields = z.strictObject({
  version: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .optional(),
});

const modeWords = {
  open: 'Anybody can sign up now.',
  invite: 'Only whoever has an invitation can sign up now.',
  off: 'Nobody can sign up now. Those who have an account keep it.',
} as const;

/** Members as an admin sees them, and who may become one. */
export const memberRoutes: readonly Route[] = [
  page(path, who, showMembers),
  form(`${path}/signup`, who, { fields: z.strictObject({ mode: signupMode }), act: changeMode }),
  form(`${path}/:id/activate`, who, { fields: switchFields, act: activate }),
  form(`${path}/:id/deactivate`, who, { fields: switchFields, act: deactivate }),
];

/** Those that `?q=` asks for, newest first, after `?before=`. */
async function showMembers({ calls, as, query }: ReadVisit): Promise<Answer> {
  const filter = (query.get('q') ?? '').trim().slice(0, 100);
  const before = id.safeParse(query.get('before')).data;
  const wish = { ...(filter ? { filter } : {}), ...(before ? { before } : {}) };
  const { mode } = await calls.accounts.readSignup({}, as);
  const { members, more } = await calls.accounts.listMembers(wish, as);
  const last = members.at(-1)?.id ?? '';
  const older = new URLSearchParams({ ...(filter ? { q: filter } : {}), before: last });
  return showPage('/members/list', {
    mode,
    members,
    filter,
    isFirst: before === undefined,
    older: more ? `${path}?${older.toString()}` : null,
  });
}

async function changeMode(
  { calls, as, browser }: WriteVisit,
  fields: { mode: z.output<typeof signupMode> },
): Promise<Answer> {
  const { mode } = await calls.accounts.changeSignup(fields, as);
  browser.say(modeWords[mode]);
  return goTo(path);
}

async function activate(
  { calls, as, params, browser }: WriteVisit,
  fields: z.output<typeof switchFields>,
): Promise<Answer> {
  await calls.accounts.activateMember(targetOf(params, fields), as);
  browser.say('The member is activated and can sign in.');
  return goTo(path);
}

async function deactivate(
  { calls, as, params, browser }: WriteVisit,
  fields: z.output<typeof switchFields>,
): Promise<Answer> {
  const target = targetOf(params, fields);
  await calls.accounts.deactivateMember(target, as);
  browser.say('The member is deactivated and signed out everywhere.', {
    action: `${path}/${target.id}/activate`,
    label: 'Activate again',
  });
  return goTo(path);
}

function targetOf(
  params: WriteVisit['params'],
  { version }: z.output<typeof switchFields>,
): { id: string; version?: number } {
  const target = { id: params.id ?? '' };
  return version === undefined ? target : { ...target, version };
}
