import { AppError } from '../../internal/contract/errors.ts';
import type { Login } from '../../internal/contract/logins.ts';
import type { CallContext } from '../../internal/contract/types.ts';
import type { Application } from '../application.ts';
import type { Browser } from '../sessions/browser.ts';
import type { SessionVisitor } from '../sessions/sessions.ts';
import type { Caller } from '../tokens/read-caller.ts';
import type { Calls, ReadCalls } from './calls.ts';

/** One request as its handler sees it. */
type Visit = {
  readonly app: Application;
  readonly login: Login | null;
  /** Of a program that asked with a token. */
  readonly caller: Caller | null;
  /** Who talks to the chat's form page from this browser. */
  readonly visitor: SessionVisitor | null;
  /** Who acts, for every call on the bus. */
  readonly as: CallContext;
  readonly query: URLSearchParams;
  /** Parts of the path, such as `id`; each is a well-formed id. */
  readonly params: Readonly<Record<string, string>>;
  /** The `Host` that was asked for, with its port. */
  readonly host: string;
  /** What the browser asks for in `Accept-Language`, best first. */
  readonly languages: readonly string[];
  /** The organisations that the site may speak to whose page asked; null for all of them. */
  readonly sharedBy: readonly string[] | null;
  /** The request prefers JSON to a page. */
  readonly wantsJson: boolean;
};

export type ReadVisit = Visit & { readonly calls: ReadCalls };

export type WriteVisit = Visit & { readonly calls: Calls; readonly browser: Browser };

/** Who is signed in; only routes that ask for a role may be sure of somebody. */
export function signedIn(visit: Pick<Visit, 'login'>): Login {
  if (!visit.login) throw new AppError('unauthenticated', 'You are signed out. Sign in again.');
  return visit.login;
}
