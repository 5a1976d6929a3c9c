import { z } from 'zod';
import { id } from '../../internal/contract/ids.ts';
import { email, personName } from '../../internal/contract/people.ts';
import { newPassword } from '../../internal/contract/passwords.ts';
import type { StaffMember } from '../../internal/contract/staff.ts';
import { type Answer, goTo, showPage } from '../answers/answer.ts';
import { form, page, type Refused, type Route } from '../routing/route.ts';
import type { ReadVisit, WriteVisit } from '../routing/visit.ts';
import { sentences } from '../views/sentences.ts';
import type { Place, StaffKind } from './staff-kind.ts';

const memberFields = z.strictObject({ name: personName, email, password: newPassword });
const placedFields = memberFields.extend({ org: id.optional() });
const switchFields = z.strictObject({
  version: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .optional(),
});

/** The list, the form that adds to it, and the switches in its rows. */
export function staffRoutes(kind: StaffKind): Route[] {
  const { path, who } = kind;
  const activate = (visit: WriteVisit, fields: z.output<typeof switchFields>) =>
    switchMember(kind, visit, true, fields.version);
  const deactivate = (visit: WriteVisit, fields: z.output<typeof switchFields>) =>
    switchMember(kind, visit, false, fields.version);
  return [
    page(path, [who], (visit) => showStaff(kind, visit)),
    page(`${path}/new`, [who], (visit) => showForm(kind, visit, { values: {}, messages: {} })),
    form(path, [who], {
      fields: kind.places ? placedFields : memberFields,
      act: (visit, fields) => addMember(kind, visit, fields),
      again: (visit, refused) => showForm(kind, visit, refused, 422),
    }),
    form(`${path}/:id/activate`, [who], { fields: switchFields, act: activate }),
    form(`${path}/:id/deactivate`, [who], { fields: switchFields, act: deactivate }),
  ];
}

/** Everybody, or those that `?q=` asks for. */
export async function showStaff(
  kind: StaffKind,
  visit: Pick<ReadVisit, 'app' | 'as' | 'query'>,
  status = 200,
  problem?: string,
): Promise<Answer> {
  const { people } = await kind.list(visit.app.reads, visit.as);
  const filter = (visit.query.get('q') ?? '').trim().slice(0, 100);
  const shown = people.filter((person) => matches(person, filter));
  const places = await placesOf(kind, visit);
  const orgNames = Object.fromEntries(places.map(({ id: org, name }) => [org, name]));
  const data = { kind, people: shown, total: people.length, filter, orgNames };
  const flash = problem ? { flash: { kind: 'error', text: problem } } : {};
  return showPage('/staff/list', { ...data, ...flash }, status);
}

/** Every word stands somewhere in the name or the e-mail; case and accents do not count. */
function matches({ name, email: address }: StaffMember, filter: string): boolean {
  const text = fold(`${name} ${address}`);
  return fold(filter)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** None while there is one organisation, so that nobody reads of it. */
async function placesOf(
  kind: StaffKind,
  { app, as }: Pick<ReadVisit, 'app' | 'as'>,
): Promise<Place[]> {
  const places = (await kind.places?.(app.reads, as)) ?? [];
  return places.length > 1 ? places : [];
}

async function showForm(
  kind: StaffKind,
  visit: Pick<ReadVisit, 'app' | 'as'>,
  { values, messages }: Refused,
  status = 200,
): Promise<Answer> {
  const labels = { name: 'The name', email: 'The e-mail', password: 'The password' };
  const errors = sentences(messages, labels);
  const places = (await placesOf(kind, visit)).filter(({ active }) => active);
  return showPage('/staff/add', { kind, values, errors, places }, status);
}

async function addMember(
  kind: StaffKind,
  { calls, as, browser }: WriteVisit,
  member: z.output<typeof placedFields>,
): Promise<Answer> {
  const { id } = await kind.add(calls, member, as);
  browser.say(`${member.name} is added, and cannot sign in until you activate them.`, {
    action: `${kind.path}/${id}/activate`,
    label: 'Activate now',
  });
  return goTo(kind.path);
}

async function switchMember(
  kind: StaffKind,
  visit: WriteVisit,
  on: boolean,
  version: number | undefined,
): Promise<Answer> {
  const { calls, as, params, browser } = visit;
  const id = params.id ?? '';
  const target = version === undefined ? { id } : { id, version };
  if (on) await kind.activate(calls, target, as);
  else await kind.deactivate(calls, target, as);
  const name = await nameOf(kind, visit, id);
  if (on) browser.say(`${name} is activated and can sign in.`);
  else {
    browser.say(`${name} is deactivated and ${kind.offMeans.replace(/^is /, '')}.`, {
      action: `${kind.path}/${id}/activate`,
      label: 'Activate again',
    });
  }
  return goTo(kind.path);
}

export async function nameOf(
  kind: StaffKind,
  { app, as }: Pick<ReadVisit, 'app' | 'as'>,
  id: string,
): Promise<string> {
  const { people } = await kind.list(app.reads, as);
  return people.find((person) => person.id === id)?.name ?? 'This person';
}
