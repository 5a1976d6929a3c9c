import { z } from 'zod';

/** What a client says of its person; without a word they are online. */
export const presenceChoice = z.enum(['online', 'away']);
export type PresenceChoice = z.infer<typeof presenceChoice>;

/**
 * A person as the others in a channel see them: the best of all their sockets. `offline`: none is
 * open, at any relay, and none was lately.
 */
export type PresenceState = PresenceChoice | 'offline';
