/** @typedef {import('./member-place.js').MemberPlace} MemberPlace */

/**
 * Reads anew what a line of a channel says has changed: who is in a team, what is pinned.
 * @param {MemberPlace} member
 */
export function followNews(member) {
  const { client, rosters } = member;
  /** How far each log was looked through. @type {Map<string, number>} */
  const looked = new Map();

  client.listen((event) => {
    // What was missed says nothing any more.
    if (event.type === 'caught_up') {
      for (const id of rosters.known) if (client.state.rooms.get(id)?.joined) rosters.refresh(id);
    }
    if (event.type !== 'room') return;
    const room = client.state.rooms.get(event.channelId);
    if (!room) return;
    const { entries, last } = room.log;
    const from = looked.get(room.key) ?? room.headAtJoin;
    looked.set(room.key, last);
    for (const entry of entries.slice(findAfter(entries, from))) {
      if (entry.op === 'team') rosters.refresh(room.channel.id);
      const isPinning = entry.op === 'message_changed' && entry.what.endsWith('pinned');
      if (isPinning) member.pinsChanged += 1;
      if (entry.op === 'message' && entry.type !== 'text') member.filesChanged += 1;
    }
  });
}

/** @param {readonly { seq: number }[]} entries @param {number} seq */
function findAfter(entries, seq) {
  const at = entries.findLastIndex((entry) => entry.seq <= seq);
  return at + 1;
}
