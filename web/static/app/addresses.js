/**
 * What an address of the members' place names: a team, somebody to write to in it, a message there;
 * `team` is empty at `/app` itself.
 * @typedef {{ team: string, person: string, seq: number }} Target
 */

/** Where one talks with the organisation's desk. */
export const desk = 'desk';

const pattern =
  /^\/app(?:\/([A-Za-z0-9_-]{1,64}))?(?:\/@([A-Za-z0-9_-]{1,64}))?(?:\/(\d{1,15}))?\/?$/;

/** @param {string} pathname @returns {Target} */
export function readAddress(pathname) {
  const [, team = '', person = '', seq = '0'] = pattern.exec(pathname) ?? [];
  return { team, person, seq: Number(seq) };
}

/** @param {Partial<Target>} target */
export function addressOf({ team = '', person = '', seq = 0 }) {
  const parts = ['/app', team, person && `@${person}`, seq > 0 && String(seq)];
  return parts.filter(Boolean).join('/');
}

/** What the client keeps a team's channel, or a direct thread in it, by. @param {Target} target */
export function keyOf({ team, person }) {
  return person ? `${team}:${person}` : team;
}

/** @param {string} key @returns {Target} */
export function targetOf(key) {
  const [team = '', person = ''] = key.split(':');
  return { team, person, seq: 0 };
}
