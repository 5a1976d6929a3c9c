import { AppError } from '../../internal/contract/errors.ts';
import type { Features } from '../../internal/contract/features.ts';
import type { Tokens } from '../../internal/contract/logins.ts';
import { defaultOrg } from '../../internal/contract/people.ts';
import type { InputOf } from '../../internal/contract/types.ts';
import { refuseBannedGuest } from '../../internal/policy/bans.ts';
import { refuseGuest } from '../../internal/policy/guests.ts';
import { findBan } from '../bans/find-ban.ts';
import type { Context } from '../context.ts';
import { transact } from '../database/transact.ts';
import { isOrganisationOn } from '../organisations/hold-organisation.ts';
import { readSettings } from '../organisations/read-settings.ts';
import { insertGuest } from '../people/insert-guest.ts';
import { enforce } from '../refuse.ts';
import { issueTokens, openLogin } from './open-login.ts';
import type { TokenSigner } from './tokens.ts';

type Input = InputOf<Features['logins']['operations']['startVisitor']>;

/** A new visitor, known by nothing but the secrets that go back. Nobody else's name gives more. */
export async function startVisitor(
  signer: TokenSigner,
  context: Context,
  { nickname: name, email: contact, org = defaultOrg }: Input,
): Promise<Tokens> {
  const now = context.now();
  const address = context.request.address ?? '';
  const login = await transact(context.db, async (tx) => {
    if (!(await isOrganisationOn(tx, org))) {
      throw new AppError('not_found', 'There is no such organisation.');
    }
    const { who_may_chat: mode } = await readSettings(tx, org);
    enforce(refuseGuest(mode));
    enforce(refuseBannedGuest(await findBan(tx, { org, address }, now)));
    if (mode === 'guests_with_email' && contact === undefined) throw lacksEmail();
    const person = await insertGuest(tx, { org, name, contact, now });
    return openLogin(tx, { person, authVersion: 1, address, now });
  });
  context.actor = login.person.id;
  return issueTokens(signer, login, now);
}

function lacksEmail(): AppError {
  const message = 'Leave an e-mail address to chat here. Nothing was started yet.';
  return new AppError('invalid', message, { fields: { email: 'is missing' } });
}
