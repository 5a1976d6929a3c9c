import type { Handlers } from '../../internal/contract/types.ts';
import type { Context } from '../context.ts';
import type { Database } from '../database/open-database.ts';
import { changePassword } from './change-password.ts';
import type { CommonPasswords } from './common-passwords.ts';
import { endLogin } from './end-login.ts';
import { noteLeases } from '../desks/note-leases.ts';
import { findDeadLogins, useLogin } from './live-login.ts';
import { issueTokens } from './open-login.ts';
import { refresh } from './refresh.ts';
import { signIn, type SignInParts } from './sign-in.ts';
import { startVisitor } from './start-visitor.ts';

export type LoginParts = SignInParts & { common: CommonPasswords };

export function loginHandlers(parts: LoginParts): Handlers<Context>['logins'] {
  const { signer } = parts;
  return {
    signIn: (context, input) => signIn(parts, context, input),
    startVisitor: (context, input) => startVisitor(signer, context, input),
    refresh: (context, input) => refresh(signer, context, input),
    async issueToken(context) {
      const login = await useLogin(context);
      const issued = await issueTokens(signer, { ...login, refreshToken: '' }, context.now());
      return { token: issued.token, expires_at: issued.expires_at, user: issued.user };
    },
    async validate(context) {
      const { person, expiresAt, scopes } = await useLogin(context);
      return { user: person, expires_at: expiresAt.toISOString(), scopes };
    },
    async readLogin(context) {
      const { id, person, authVersion, online, limit, nick } = await useLogin(context);
      const org_name = await readOrgName(context.db, person.org);
      return { id, user: person, auth_version: authVersion, online, limit, nick, org_name };
    },
    endLogin: (context) => endLogin(context),
    changePassword: (context, input) => changePassword(parts, context, input),
    readTokenKey: async () => signer.publicKey,
    async renewLeases(context, { logins, present = logins }) {
      const dead = await findDeadLogins(context.db, logins, context.now());
      await noteLeases(context, logins, present);
      return { dead };
    },
  };
}

/** Undefined while there is one organisation: nobody is to read of it then. */
async function readOrgName(db: Database, org: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('orgs')
    .where('id', '=', org)
    .where((eb) =>
      eb.exists(eb.selectFrom('orgs as others').where('others.id', '!=', org).select('others.id')),
    )
    .select('name')
    .executeTakeFirst();
  return row?.name;
}
