/** @typedef {import('./frames.d.ts').ChannelFrame} ChannelFrame */
/** @typedef {import('./frames.d.ts').TeamFrame} TeamFrame */

/**
 * A team's channel after a line about the team or somebody in it.
 * @param {ChannelFrame} channel @param {TeamFrame} line @param {string | undefined} me
 * @returns {ChannelFrame}
 */
export function changeTeam(channel, line, me) {
  if (!channel.team || line.seq <= channel.head) return channel;
  const level = levelAfter(channel.team.level, line, me);
  return { ...channel, name: line.team.name, team: { ...line.team, level } };
}

/**
 * @param {NonNullable<ChannelFrame['team']>['level']} level
 * @param {TeamFrame} line @param {string | undefined} me
 */
function levelAfter(level, { what, by, person }, me) {
  // Who gives a team away stays an admin of it.
  if (what === 'transferred' && by.id === me) return 'admin';
  if (person?.id !== me) return level;
  if (what === 'transferred') return 'super_admin';
  if (what === 'made_admin') return 'admin';
  return what === 'unmade_admin' ? 'member' : level;
}

/** As the server finds them; what stands before the `@` of an address is no space. */
const mention =
  /(?<![\p{L}\p{N}_@./-])@([a-z0-9](?:[a-z0-9._-]{0,30}[a-z0-9])?)(?![\p{L}\p{N}_@])/giu;

/**
 * Whether a text calls somebody by their nick, or everybody by `@all`.
 * @param {string} text @param {string | null} nick
 */
export function mentions(text, nick) {
  const called = text.normalize('NFKC').toLowerCase().matchAll(mention);
  return [...called].some(([, name]) => name === nick || name === 'all');
}
