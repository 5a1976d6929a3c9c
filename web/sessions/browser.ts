import { promisify } from 'node:util';
import type { Request, Response } from 'express';
import type { Login } from '../../internal/contract/logins.ts';
import { keepSession } from './session-store.ts';
import type { Notice, Sessions, SessionVisitor } from './sessions.ts';

/** What a form may do to the browser that sent it. */
export type Browser = {
  /** The secret by which a browser that signed in before is known. */
  readonly device: string | undefined;
  /** A new session id for this login; the old session is gone. Resolves when it is stored. */
  signIn(login: Login, device?: string): Promise<void>;
  signOut(): Promise<void>;
  /** Who talks to the chat's form page from here; null when nobody does any more. */
  keepVisitor(visitor: SessionVisitor | null): Promise<void>;
  /** The next page says this once. */
  say(text: string, undo?: Notice['undo']): void;
  /** The same, with something to copy that is shown this once. */
  show(text: string, secret: NonNullable<Notice['secret']>): void;
  /** Stores what is to be said, before the answer: browsers follow a redirect at its headers. */
  keep(): Promise<void>;
};

const deviceDays = 365;
const devicePattern = /^[A-Za-z0-9_-]{22,64}$/;

export function browserOf(
  sessions: Sessions,
  secure: boolean,
  request: Request,
  response: Response,
): Browser {
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;
  return {
    device: readCookie(request, sessions.cookie.device, devicePattern),
    async signIn(login, device) {
      await newSession(request);
      request.session.login = login.id;
      await keepSession(request);
      if (!device) return;
      const maxAge = deviceDays * 24 * 60 * 60 * 1000;
      response.cookie(sessions.cookie.device, device, { ...options, maxAge });
    },
    async signOut() {
      if (request.session) await endSession(request);
      response.clearCookie(sessions.cookie.session, options);
    },
    async keepVisitor(visitor) {
      const login = request.session?.login;
      await newSession(request);
      if (login) request.session.login = login;
      if (visitor) request.session.visitor = visitor;
      await keepSession(request);
    },
    say(text, undo) {
      if (request.session)
        request.session.notice = { kind: 'done', text, ...(undo ? { undo } : {}) };
    },
    show(text, { label, value }) {
      if (!request.session) return;
      const secret = { label, value: sessions.seal.close(value) };
      request.session.notice = { kind: 'done', text, secret };
    },
    async keep() {
      if (!request.session?.notice) return;
      await keepSession(request);
    },
  };
}

async function newSession(request: Request): Promise<void> {
  const old = request.session as Request['session'] | undefined;
  if (old) await promisify(old.regenerate.bind(old))();
  else request.sessionStore.generate(request);
}

/** Forgets the session here and in the store; nothing that is in flight can bring it back. */
export async function endSession(request: Request): Promise<void> {
  await promisify(request.session.destroy.bind(request.session))();
}

/** What an earlier form asked the next page to say; once. */
export function takeNotice(sessions: Sessions, request: Request): Notice | undefined {
  const notice = request.session?.notice;
  if (notice !== undefined) delete request.session.notice;
  if (!notice?.secret) return notice;
  const { secret, ...rest } = notice;
  const value = sessions.seal.open(secret.value);
  return value === undefined ? rest : { ...rest, secret: { ...secret, value } };
}

function readCookie(request: Request, name: string, pattern: RegExp): string | undefined {
  const parts = (request.get('cookie') ?? '').split(';').map((part) => part.trim());
  const value = parts.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
  return value && pattern.test(value) ? value : undefined;
}
