import { publishEvent } from '../../internal/bus/events.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { Tokens } from '../../internal/contract/logins.ts';
import { mayVisit } from '../../internal/policy/conversations.ts';
import { isAudited } from '../../internal/policy/audit.ts';
import { refuseBannedGuest } from '../../internal/policy/bans.ts';
import { refuseIdentity } from '../../internal/policy/identities.ts';
import { recordAct } from '../audit/record.ts';
import { findBan } from '../bans/find-ban.ts';
import type { Context } from '../context.ts';
import { moveConversations } from '../conversations/move-conversations.ts';
import { type AfterCommit, isDuplicate, transact, type Transaction } from '../database/transact.ts';
import { holdLiveLogin, type LiveLogin } from '../logins/live-login.ts';
import { issueTokens, type OpenedLogin, openLogin } from '../logins/open-login.ts';
import { hashSecret } from '../logins/secrets.ts';
import type { TokenSigner } from '../logins/tokens.ts';
import { isOrganisationOn } from '../organisations/hold-organisation.ts';
import { enforce } from '../refuse.ts';
import { findPerson, type KnownPerson } from './find-person.ts';
import { type SignedIdentity, verifyIdentity } from './verify-identity.ts';

type Input = { identity: string; org?: string | undefined };

/** One that was exchanged is remembered until its skew, too, has passed. */
const graceMs = 120_000;

export async function exchangeIdentity(
  signer: TokenSigner,
  context: Context,
  input: Input,
): Promise<Tokens> {
  const signed = await verifyIdentity(signer, context, input);
  const enter = () => enterSigned(context, signed);
  // Two browsers of somebody new may come at once; the second finds what the first made.
  const login = await enter().catch((error: unknown) => {
    if (!isDuplicate(error)) throw error;
    return enter();
  });
  context.actor = login.person.id;
  return issueTokens(signer, login, context.now());
}

function enterSigned(context: Context, signed: SignedIdentity): Promise<OpenedLogin> {
  const now = context.now();
  return transact(context.db, async (tx, afterCommit) => {
    const before = await holdBrowser(tx, context, signed.org);
    await refuseSecondUse(tx, signed, now);
    await refuseDeadKey(tx, signed);
    const known = await findPerson(tx, signed, adoptable(before), now);
    const { person, authVersion } = known;
    await refuseBanned(tx, context, known);
    if (before) await leaveBrowser(tx, afterCommit, context, before, known);
    const address = context.request.address ?? '';
    const opened = await openLogin(tx, { person, authVersion, address, now });
    await tx
      .updateTable('people')
      .set({ last_login_at: now })
      .where('id', '=', person.id)
      .execute();
    if (known.made || isAudited(person.role)) await record(tx, context, known);
    return opened;
  });
}

/** What the browser was until now: a login, and whether a site knew it already. */
export type Browser = { login: LiveLogin; isKnown: boolean };

async function holdBrowser(
  tx: Transaction,
  context: Context,
  org: string,
): Promise<Browser | undefined> {
  if (!context.request.login) return undefined;
  const login = await holdLiveLogin(tx, context.request.login, context.now());
  // An account is no browser's guest: it stays signed in by itself.
  if (login?.person.role !== 'user' || login.person.org !== org) return undefined;
  const row = await tx
    .selectFrom('identities')
    .where('person_id', '=', login.person.id)
    .select('person_id')
    .executeTakeFirst();
  return { login, isKnown: row !== undefined };
}

/** Whom somebody new to the site may go on being: a visitor whom no site knew. */
function adoptable(before: Browser | undefined): LiveLogin | undefined {
  return before && !before.isKnown ? before.login : undefined;
}

async function refuseSecondUse(tx: Transaction, signed: SignedIdentity, now: Date): Promise<void> {
  const { org, claims } = signed;
  if (!(await isOrganisationOn(tx, org)))
    throw new AppError('not_found', 'There is no such organisation.');
  const row = {
    hash: hashSecret(`${org}\n${claims.jti}`),
    org_id: org,
    expires_at: new Date(Math.max(claims.exp * 1000, now.getTime()) + graceMs),
  };
  try {
    await tx.insertInto('identity_tokens').values(row).execute();
  } catch (error) {
    if (isDuplicate(error)) enforce(refuseIdentity());
    throw error;
  }
}

/** Looked at again, as somebody may have revoked it since the signature was checked. */
async function refuseDeadKey(tx: Transaction, { keyId }: SignedIdentity): Promise<void> {
  const row = await tx
    .selectFrom('identity_keys')
    .where('id', '=', keyId)
    .where('revoked_at', 'is', null)
    .select('id')
    .forUpdate()
    .executeTakeFirst();
  if (!row) enforce(refuseIdentity());
}

/** The old login ends; what nobody but this browser had goes along. */
async function leaveBrowser(
  tx: Transaction,
  afterCommit: AfterCommit,
  context: Context,
  { login, isKnown }: Browser,
  { person }: KnownPerson,
): Promise<void> {
  const old = login.person.id;
  if (!isKnown && old !== person.id && mayVisit(person.role)) {
    await moveConversations(tx, afterCommit, context, { from: old, to: person });
  }
  await tx
    .updateTable('logins')
    .set({ ended_at: context.now(), refresh_hash: null })
    .where('id', '=', login.id)
    .execute();
  afterCommit(() =>
    publishEvent(context.bus, 'logins', 'loginsEnded', old, {
      person: old,
      logins: [login.id],
      reason: 'identified',
    }),
  );
}

/** Guests alone are banned: whoever has an account is switched off instead. */
async function refuseBanned(tx: Transaction, context: Context, { person }: KnownPerson) {
  if (person.role !== 'user') return;
  const comer = { org: person.org, address: context.request.address ?? '', personId: person.id };
  enforce(refuseBannedGuest(await findBan(tx, comer, context.now())));
}

async function record(
  tx: Transaction,
  context: Context,
  { person, made }: KnownPerson,
): Promise<void> {
  await recordAct(tx, {
    at: context.now(),
    org: person.org,
    actor: { ...person, ...made },
    address: context.request.address ?? '',
    action: made ? 'accounts.signUp' : 'identities.exchangeIdentity',
    outcome: 'done',
    ...(made ? { detail: 'by a signed identity' } : {}),
    requestId: context.request.requestId,
  });
}
