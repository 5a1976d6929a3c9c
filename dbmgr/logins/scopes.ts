import { scope, type Scope } from '../../internal/contract/scopes.ts';

/** As the column holds them; what is no scope any more gives no power. */
export function parseScopes(stored: string | null): Scope[] | null {
  if (stored === null) return null;
  return stored.split(',').flatMap((text) => scope.safeParse(text).data ?? []);
}

export function joinScopes(scopes: readonly Scope[]): string {
  return scopes.join(',');
}
