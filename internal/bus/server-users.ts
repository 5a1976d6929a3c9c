import { renderUser } from './server-config.ts';

const begin = '  users: [';
const end = '  ]';

/**
 * A configuration of `renderNatsConfig` with other users. A server that reads it again at SIGHUP
 * keeps the connections of users that are still in it. Throws when the text is not such a
 * configuration.
 */
export function replaceUsers(config: string, users: Record<string, string>): string {
  const lines = config.split('\n');
  const first = lines.indexOf(begin);
  const last = lines.indexOf(end, first);
  if (first < 0 || last < 0) throw new Error('the configuration has no list of users');
  const blocks = Object.entries(users).map(([user, password]) => renderUser(user, password));
  return [...lines.slice(0, first + 1), ...blocks, ...lines.slice(last)].join('\n');
}
