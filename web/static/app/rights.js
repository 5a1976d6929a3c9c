/** @typedef {import('./places.js').Level} Level */

/** What somebody of this level may do in a team; the server decides, this hides buttons. */
/** @param {Level} level @param {boolean} isActive */
export function rightsOf(level, isActive) {
  const holds = level === 'super_admin';
  return {
    add: level !== 'member' && isActive,
    edit: holds,
    pin: isActive,
  };
}

/**
 * What may be done with another member.
 * @param {Level} mine @param {Level} theirs @param {boolean} isActive
 */
export function rightsOver(mine, theirs, isActive) {
  const holds = mine === 'super_admin';
  return {
    remove: theirs === 'member' ? mine !== 'member' : theirs === 'admin' && holds,
    promote: holds && theirs === 'member' && isActive,
    demote: holds && theirs === 'admin',
    transfer: holds && theirs !== 'super_admin',
  };
}
