import { keyOf } from './addresses.js';

/** @typedef {import('../client/room.js').Room} Room */
/** @typedef {'member' | 'admin' | 'super_admin'} Level */
/**
 * Something one can be at: a team's channel, a direct thread, or what one asks the desk. What is
 * not active can be read alone; `isApart`: the two of a thread are in one team no more.
 * @typedef {{
 *   key: string, kind: 'team' | 'direct' | 'desk', team: string, person: string, title: string,
 *   line: string, icon: string | null, isActive: boolean, isApart: boolean, level: Level,
 *   unread: number, mentions: number, room: Room,
 * }} Place
 */

const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });

/**
 * Everything that is live for this person, teams first, then whom they write to, each by name.
 * @param {ReadonlyMap<string, Room>} rooms @param {string} me
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
    const isOver = place?.kind === 'desk' && !place.isActive;
    if (place && !isOver) places.push(place);
  }
  return places.toSorted(
    (a, b) =>
      ranks[a.kind] - ranks[b.kind] ||
      collator.compare(a.title, b.title) ||
      a.key.localeCompare(b.key),
  );
}

const ranks = { desk: 0, team: 1, direct: 2 };

/**
 * @param {Room} room @param {string} me @param {ReadonlyMap<string, string>} [teamNames]
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
  if (channel.kind !== 'conversation' || conversation?.visitor.id !== me) return null;
  const isActive = conversation.state !== 'closed';
  return { ...usual, key: channel.id, kind: 'desk', team: '', title: 'Help desk', isActive };
}

/** @type {Pick<Place, 'person' | 'line' | 'icon' | 'isActive' | 'isApart' | 'level'>} */
const blank = {
  person: '',
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
