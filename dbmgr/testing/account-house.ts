import type { AppError } from '../../internal/contract/errors.ts';
import type { Client } from '../../internal/contract/types.ts';
import type { Stage } from '../../internal/testing/stage.ts';

/** A member who signed up: what they typed, and the login that came of it. */
export type NewMember = {
  id: string;
  login: string;
  token: string;
  refreshToken: string;
  email: string;
  password: string;
};

type Extras = { name?: string; nick?: string; email?: string; invite?: string; org?: string };

let made = 0;

/** What somebody new would type. */
export function signUpFields(stage: Stage, extras: Extras = {}) {
  const email = `member-${++made}@example.com`;
  return { name: `Member ${made}`, email, password: stage.canaries.password(), ...extras };
}

/** An address of the outside that nobody else has. */
export function somewhere(): string {
  made++;
  return `10.9.${Math.floor(made / 250)}.${(made % 250) + 1}`;
}

/** Signs somebody up, through the front door. */
export async function signUpMember(
  stage: Stage,
  call: Client<'web'>,
  extras: Extras = {},
): Promise<NewMember> {
  const fields = signUpFields(stage, extras);
  const { login, tokens, device } = await call.accounts.signUp(fields, { address: somewhere() });
  stage.canaries.note(tokens.token, 'a token');
  stage.canaries.note(tokens.refresh_token, 'a refresh token');
  stage.canaries.note(device, 'a device');
  return {
    id: login.user.id,
    login: login.id,
    token: tokens.token,
    refreshToken: tokens.refresh_token,
    email: fields.email,
    password: fields.password,
  };
}

export const codeOf = (error: AppError) => error.code;
