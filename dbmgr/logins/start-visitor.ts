import { randomInt } from 'node:crypto';
import { v7 } from 'uuid';
import { AppError } from '../../internal/contract/errors.ts';
import type { Tokens } from '../../internal/contract/logins.ts';
import { defaultOrg } from '../../internal/contract/people.ts';
import type { Context } from '../context.ts';
import { transact } from '../database/transact.ts';
import { issueTokens, openLogin } from './open-login.ts';
import type { TokenSigner } from './tokens.ts';

type Input = { nickname?: string; org?: string };

/** A new visitor, known by nothing but the secrets that go back. Nobody else's name gives more. */
export async function startVisitor(
  signer: TokenSigner,
  context: Context,
  input: Input,
): Promise<Tokens> {
  const now = context.now();
  const org = input.org ?? defaultOrg;
  const login = await transact(context.db, async (tx) => {
    const known = await tx.selectFrom('orgs').where('id', '=', org).select('id').executeTakeFirst();
    if (!known) throw new AppError('not_found', 'There is no such organisation.');
    const name = input.nickname ?? `Guest ${randomInt(1000, 10_000)}`;
    const person = { id: v7(), name, role: 'user', org } as const;
    await tx
      .insertInto('people')
      .values({
        id: person.id,
        org_id: org,
        role: person.role,
        name,
        email: null,
        password_hash: null,
        active: true,
        seat_limit: null,
        added_at: now,
        last_login_at: now,
      })
      .execute();
    const address = context.request.address ?? '';
    return openLogin(tx, { person, authVersion: 1, address, now });
  });
  context.actor = login.person.id;
  return issueTokens(signer, login, now);
}
