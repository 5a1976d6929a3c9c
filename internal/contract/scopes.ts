import { z } from 'zod';

/** What a personal access token may be given; whatever is not named here it cannot do. */
export const scopes = [
  'profile:read',
  'teams:read',
  'teams:write',
  'messages:read',
  'messages:write',
  'files:read',
  'files:write',
] as const;

export const scope = z.enum(scopes);
export type Scope = z.infer<typeof scope>;
