import { findNotes } from '../client/notes-room.js';
import { countUnread } from '../client/room.js';
import { describeState } from '../console/words.js';
import { keyOf } from './addresses.js';

/** @typedef {import('../client/frames.d.ts').Person} Person */
/** @typedef {import('../client/room.js').Room} Room */
/** @typedef {'member' | 'admin' | 'super_admin'} Level */
/**
 * Something one can be at: a team's channel, a direct thread, what one asks the desk, or a
 * visitor's conversation that one was brought into. What is not active can be read alone;
 * `isApart`: the two of a thread are in one team no more.
 * @typedef {{
 *   key: string, kind: 'team' | 'direct' | 'desk' | 'help', team: string, person: string,
 *   visitor: string, title: string, line: string, icon: string | null, isActive: boolean,
 *   isApart: boolean, level: Level, unread: number, mentions: number, room: Room,
 * }} Place
 */

const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });

/**
 * Everything that is live for this person: where they help, the desk, teams, and whom they write
 * to, each by name.
 * @param {ReadonlyMap<string, Room>} rooms @param {Person | null} me
 * @returns {Place[]}
 */
export function listPlaces(rooms, me) {
  const teamNames = new Map();
  for (const { channel } of rooms.values()) {
    if (channel.kind === 'team') teamNames.set(channel.id, channel.team?.name ?? channel.name);
  }
  /** @type {Place[]} */
  const places = [];
  for (const room of rooms.values()) {
    const place = room.joined ? placeOf(room, me, teamNames) : null;
    if (!place || (!isOfTeam(place) && !place.isActive)) continue;
    if (place.kind === 'help') place.unread += countUnreadNotes(rooms, place.key, me);
    places.push(place);
  }
  return places.toSorted(
    (a, b) =>
      ranks[a.kind] - ranks[b.kind] ||
      collator.compare(a.title, b.title) ||
      a.key.localeCompare(b.key),
  );
}

const ranks = { help: 0, desk: 1, team: 2, direct: 3 };

/** Of teams, and not of the organisation's desk. @param {Pick<Place, 'kind'>} place */
export const isOfTeam = ({ kind }) => kind === 'team' || kind === 'direct';

/**
 * Notes beside a conversation that one has not read.
 * @param {ReadonlyMap<string, Room>} rooms @param {string} channelId @param {Person | null} me
 */
export function countUnreadNotes(rooms, channelId, me) {
  const notes = findNotes(rooms, channelId);
  return notes && me ? countUnread(notes, me.id) : 0;
}

/**
 * @param {Room} room @param {Person | null} me @param {ReadonlyMap<string, string>} [teamNames]
 * @returns {Place | null} null for what is no place of a member, e.g. an agent's conversation
 */
export function placeOf(room, me, teamNames = new Map()) {
  const { channel, conversation } = room;
  const counts = { unread: room.unread ?? 0, mentions: room.mentions ?? 0, room };
  const usual = { ...blank, ...counts };
  if (channel.kind === 'team' && channel.team) {
    const { name, icon, active, level } = channel.team;
    const own = { icon, isActive: active, level, title: name };
    return { ...usual, ...own, key: channel.id, kind: 'team', team: channel.id };
  }
  if (channel.kind === 'direct' && channel.to) {
    const target = { team: channel.id, person: channel.to, seq: 0 };
    const line = teamNames.get(channel.id) ?? '';
    const own = { key: keyOf(target), title: channel.name, line };
    return { ...usual, ...own, kind: 'direct', team: channel.id, person: channel.to };
  }
  if (channel.kind !== 'conversation' || !conversation || !me) return null;
  const isActive = conversation.state !== 'closed';
  if (conversation.visitor.id === me.id) {
    return { ...usual, key: channel.id, kind: 'desk', team: '', title: 'Help desk', isActive };
  }
  // Agents and admins have the console for it.
  if (me.role !== 'member') return null;
  const { id: visitor, name: title } = conversation.visitor;
  const line = describeState(conversation, false);
  const own = { visitor, title, line, isActive, unread: countUnread(room, me.id) };
  return { ...usual, ...own, key: channel.id, kind: 'help', team: channel.id };
}

/** @type {Omit<Place, 'key' | 'kind' | 'team' | 'title' | 'unread' | 'mentions' | 'room'>} */
const blank = {
  person: '',
  visitor: '',
  line: '',
  icon: null,
  isActive: true,
  isApart: false,
  level: 'member',
};

/**
 * Those whose name, or whose team's, holds what was typed; words may stand in any order.
 * @param {readonly Place[]} places @param {string} typed
 */
export function filterPlaces(places, typed) {
  const wanted = fold(typed).split(/\s+/u).filter(Boolean);
  if (wanted.length === 0) return [...places];
  return places.filter(({ title, line }) => {
    const text = fold(`${title} ${line}`);
    return wanted.every((word) => text.includes(word));
  });
}

/** @param {string} text */
function fold(text) {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
