import type { Handlers } from '../../internal/contract/types.ts';
import type { Context } from '../context.ts';
import { changePassword } from './change-password.ts';
import type { CommonPasswords } from './common-passwords.ts';
import { endLogin } from './end-login.ts';
import { findDeadLogins, useLogin } from './live-login.ts';
import { issueTokens } from './open-login.ts';
import { hashSecret } from './secrets.ts';
import { signIn, type SignInParts } from './sign-in.ts';
import { startVisitor } from './start-visitor.ts';

export type LoginParts = SignInParts & { common: CommonPasswords };

export function loginHandlers(parts: LoginParts): Handlers<Context>['logins'] {
  const { signer } = parts;
  return {
    signIn: (context, input) => signIn(parts, context, input),
    startVisitor: (context, input) => startVisitor(signer, context, input),
    async refresh(context, { refresh_token: refreshToken }) {
      const column = 'logins.refresh_hash';
      const login = await useLogin(context, { column, value: hashSecret(refreshToken) });
      return issueTokens(signer, { ...login, refreshToken }, context.now());
    },
    async issueToken(context) {
      const login = await useLogin(context);
      const issued = await issueTokens(signer, { ...login, refreshToken: '' }, context.now());
      return { token: issued.token, expires_at: issued.expires_at, user: issued.user };
    },
    async readLogin(context) {
      const { id, person, authVersion, online, limit } = await useLogin(context);
      return { id, user: person, auth_version: authVersion, online, limit };
    },
    endLogin: (context) => endLogin(context),
    changePassword: (context, input) => changePassword(parts, context, input),
    readTokenKey: async () => signer.publicKey,
    async renewLeases(context, { logins }) {
      return { dead: await findDeadLogins(context.db, logins, context.now()) };
    },
  };
}
