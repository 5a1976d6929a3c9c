import { createHash } from 'node:crypto';

const idLength = 40;
const prefix = 'd_';

/**
 * The id of the channel in which two people of a team write to each other, whoever of them asks:
 * no lookup is needed to find it, and nothing about it can be guessed without all three ids.
 */
export function threadId(teamId: string, onePerson: string, otherPerson: string): string {
  const [first, second] = [onePerson, otherPerson].sort();
  const hash = createHash('sha256').update(`${teamId} ${first} ${second}`).digest('base64url');
  return prefix + hash.slice(0, idLength);
}

/** Ids of other channels are UUIDs, or begin with a word of their own. */
export function isThreadId(channelId: string): boolean {
  return channelId.startsWith(prefix);
}
