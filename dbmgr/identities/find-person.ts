import { v7 } from 'uuid';
import { AppError } from '../../internal/contract/errors.ts';
import type { IdentityClaims } from '../../internal/contract/identities.ts';
import type { Person } from '../../internal/contract/people.ts';
import { refuseGuest } from '../../internal/policy/guests.ts';
import { refuseAccount, refuseNewAccount } from '../../internal/policy/identities.ts';
import type { Transaction } from '../database/transact.ts';
import type { LiveLogin } from '../logins/live-login.ts';
import { hashSecret } from '../logins/secrets.ts';
import { readSettings } from '../organisations/read-settings.ts';
import { insertAccount } from '../people/insert-account.ts';
import { insertGuest } from '../people/insert-guest.ts';
import { enforce } from '../refuse.ts';
import type { IdentitiesTable } from './tables.ts';
import type { SignedIdentity } from './verify-identity.ts';

/** `made`: with this e-mail, just now. */
export type KnownPerson = { person: Person; authVersion: number; made?: { email: string } };

/**
 * Who a signed identity is. With an e-mail an account that is there or may be made, without one a
 * guest. A site's `sub` is what somebody is known by from the first time on; guests and accounts
 * are known apart, so that nothing merges.
 */
export async function findPerson(
  tx: Transaction,
  { org, claims }: SignedIdentity,
  browser: LiveLogin | undefined,
  now: Date,
): Promise<KnownPerson> {
  const kind = claims.email === undefined ? 'guest' : 'account';
  const place: Place = { org, kind, claims, now };
  return kind === 'guest' ? findGuest(tx, place, browser) : findAccount(tx, place);
}

type Place = { org: string; kind: IdentitiesTable['kind']; claims: IdentityClaims; now: Date };

async function findGuest(
  tx: Transaction,
  place: Place,
  browser: LiveLogin | undefined,
): Promise<KnownPerson> {
  const { org, claims, now } = place;
  enforce(refuseGuest((await readSettings(tx, org)).who_may_chat));
  const known = await readKnown(tx, place);
  if (known) {
    if (!known.active) throw shutOut();
    const name = claims.name ?? known.person.name;
    if (name !== known.person.name) await rename(tx, known.person.id, name);
    return { ...known, person: { ...known.person, name } };
  }
  if (browser) {
    const name = claims.name ?? browser.person.name;
    await rename(tx, browser.person.id, name);
    await keep(tx, place, browser.person.id);
    return { person: { ...browser.person, name }, authVersion: browser.authVersion };
  }
  const person = await insertGuest(tx, { org, name: claims.name, now });
  await keep(tx, place, person.id);
  return { person, authVersion: 1 };
}

async function findAccount(tx: Transaction, place: Place): Promise<KnownPerson> {
  const { org, claims } = place;
  const settings = await readSettings(tx, org);
  const known = (await readKnown(tx, place)) ?? (await readByEmail(tx, place));
  if (known) {
    const { active, isSomebodyElses, isNew } = known;
    enforce(refuseAccount({ role: known.person.role, active, isSomebodyElses }, claims, settings));
    if (isNew) await keep(tx, place, known.person.id);
    return known;
  }
  enforce(refuseNewAccount(claims, settings));
  return addAccount(tx, place);
}

async function addAccount(tx: Transaction, place: Place): Promise<KnownPerson> {
  const { org, claims, now } = place;
  const email = claims.email!;
  const person: Person = { id: v7(), name: claims.name ?? nameOf(email), role: 'member', org };
  try {
    await insertAccount(tx, { ...person, role: 'member', email, hash: null, active: true, now });
  } catch (error) {
    // Somebody elsewhere may have it; that is not for this site to know.
    if (error instanceof AppError && error.code === 'conflict') throw shutOut();
    throw error;
  }
  await keep(tx, place, person.id);
  return { person, authVersion: 1, made: { email } };
}

type Found = KnownPerson & { active: boolean; isSomebodyElses: boolean; isNew: boolean };

/** Whom the site called this before. */
async function readKnown(tx: Transaction, { org, kind, claims }: Place): Promise<Found | null> {
  const row = await tx
    .selectFrom('identities')
    .innerJoin('people', 'people.id', 'identities.person_id')
    .where('identities.org_id', '=', org)
    .where('identities.kind', '=', kind)
    .where('identities.sub_hash', '=', hashSecret(claims.sub))
    .where('people.org_id', '=', org)
    .select(['people.id', 'people.name', 'people.role', 'people.active', 'people.auth_version'])
    .forUpdate()
    .executeTakeFirst();
  return row ? { ...present(row, org), isSomebodyElses: false, isNew: false } : null;
}

async function readByEmail(tx: Transaction, { org, claims }: Place): Promise<Found | null> {
  const row = await tx
    .selectFrom('people')
    .where('email', '=', claims.email!)
    .where('org_id', '=', org)
    .select(['id', 'name', 'role', 'active', 'auth_version'])
    .forUpdate()
    .executeTakeFirst();
  if (!row) return null;
  const other = await tx
    .selectFrom('identities')
    .where('person_id', '=', row.id)
    .select('person_id')
    .executeTakeFirst();
  return { ...present(row, org), isSomebodyElses: other !== undefined, isNew: true };
}

type Row = { id: string; name: string; role: Person['role']; active: number; auth_version: number };

function present({ id, name, role, active, auth_version }: Row, org: string) {
  const person: Person = { id, name, role, org };
  return { person, authVersion: auth_version, active: active === 1 };
}

async function keep(tx: Transaction, place: Place, personId: string): Promise<void> {
  const { org, kind, claims, now } = place;
  await tx
    .insertInto('identities')
    .values({
      org_id: org,
      kind,
      sub_hash: hashSecret(claims.sub),
      sub: claims.sub,
      person_id: personId,
      made_at: now,
    })
    .execute();
}

async function rename(tx: Transaction, id: string, name: string): Promise<void> {
  await tx.updateTable('people').set({ name }).where('id', '=', id).execute();
}

function nameOf(email: string): string {
  return email.split('@')[0]!;
}

function shutOut(): AppError {
  return new AppError(
    'forbidden',
    'There is no account for this identity here. Ask the people who run this.',
  );
}
