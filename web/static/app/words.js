import { isolate } from '../parts/isolate.js';

/** @typedef {import('../client/frames.d.ts').Entry} Entry */
/** @typedef {import('../client/frames.d.ts').TeamFrame} TeamFrame */

/**
 * What happened in a channel, as a member reads it; null says nothing.
 * @param {Exclude<Entry, { op: 'message' }>} entry
 * @returns {{ text: string, tone: 'quiet' | 'waiting' } | null}
 */
export function describeForMember(entry) {
  const text = describe(entry);
  const isWaiting = entry.op === 'conversation' && entry.state === 'waiting';
  return text ? { text, tone: isWaiting ? 'waiting' : 'quiet' } : null;
}

/** @param {Exclude<Entry, { op: 'message' }>} entry */
function describe(entry) {
  switch (entry.op) {
    case 'team':
      return describeTeam(entry);
    case 'notice':
      return entry.text;
    case 'message_changed':
      return entry.what === 'pinned' ? `${isolate(entry.by.name)} pinned a message` : null;
    default:
      return describeConversation(entry);
  }
}

/** @param {TeamFrame} frame */
function describeTeam({ what, by, person, team }) {
  const who = isolate(by.name);
  const whom = isolate(person?.name ?? 'somebody');
  switch (what) {
    case 'created':
      return `${who} made the team`;
    case 'edited':
      return `${who} edited the team ${isolate(team.name)}`;
    case 'activated':
      return `${who} switched the team on again`;
    case 'deactivated':
      return `${who} switched the team off: it can be read, and nobody writes in it`;
    case 'added':
      return person && person.id !== by.id ? `${who} added ${whom}` : `${who} joined`;
    case 'removed':
      return `${who} removed ${whom}`;
    case 'left':
      return `${whom === 'somebody' ? who : whom} left`;
    case 'made_admin':
      return `${who} made ${whom} an admin`;
    case 'unmade_admin':
      return `${who} took the admin rights from ${whom}`;
    case 'transferred':
      return `${who} gave the team to ${whom}`;
  }
}

/** @param {Extract<Entry, { op: 'conversation' }>} entry */
function describeConversation({ reason, owner }) {
  switch (reason) {
    case 'handoff':
      return 'You asked for a person';
    case 'taken':
      return `${isolate(owner?.name ?? 'Somebody')} is here`;
    case 'returned':
      return 'The person who answered had to leave. You are waiting for the next one.';
    case 'closed':
      return 'The conversation was closed';
    default:
      return null;
  }
}

/** @param {import('../client/frames.d.ts').Connection} connection @param {number} [nowMs] */
export function describeConnection({ phase, retryAtMs = 0 }, nowMs = Date.now()) {
  if (phase === 'open') return 'Connected';
  if (phase === 'stopped') return 'Not connected';
  if (phase === 'connecting') return 'Connecting…';
  const seconds = Math.max(1, Math.ceil((retryAtMs - nowMs) / 1000));
  return `Lost. Next try in ${seconds} s`;
}

export const words = {
  noneChosen: 'Choose a team or a person on the left.',
  noTeams: 'You are in no team yet. Make one and bring the others in.',
  notNow: 'Nothing was changed: there is no connection just now. Try again in a moment.',
  notRead: 'What was written here cannot be read just now.',
  gone: 'You are not in this team any more. Nothing you wrote was taken away from the others.',
  off: 'This team is switched off. It can be read, and nobody writes in it.',
  mute: 'You two are not in the same team any more. It stays here to read.',
  closed: 'This conversation is closed. It stays here to read.',
  helpClosed: 'This conversation is closed. What was said stays here until you go elsewhere.',
  helpOver:
    'You are not in this conversation any more. What was said stays here until you go elsewhere.',
  deskWaiting: 'You wait for a person. Write what it is about: whoever comes reads it first.',
  deskNobody:
    'Nobody is at the desk at the moment. Write what it is about: it is kept, and you stay in ' +
    'line.',
  deskAbout: 'The people at the desk of your organisation help you here.',
  noSuchPlace: 'There is no such team or conversation, or you are not in it.',
  noSuchMessage: 'There is no such message here. You see the latest ones.',
  /** @param {string} reason */
  lost: (reason) => `${reason} What you write is kept and sent as soon as it works again.`,
  /** @param {string} reason */
  stopped: (reason) => `${reason} What you wrote is kept in this tab. Sign in again to go on.`,
};
