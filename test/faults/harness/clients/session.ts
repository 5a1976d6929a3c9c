import type { Visitor } from '../../../../internal/testing/people.ts';
import type { Mesh } from '../mesh/mesh.ts';

/** A token is good for 15 minutes. */
const freshForMs = 12 * 60_000;

/** Gives the visitor's token, and another when it gets old, as web does for a browser. */
export function createSession(mesh: Mesh, visitor: Visitor): () => Promise<string> {
  let { token, refreshToken } = visitor;
  let sinceMs = performance.now();
  return async () => {
    if (performance.now() - sinceMs < freshForMs) return token;
    const { logins } = await mesh.call();
    const fresh = await logins.refresh({ refresh_token: refreshToken });
    ({ token, refresh_token: refreshToken } = fresh);
    sinceMs = performance.now();
    return token;
  };
}
