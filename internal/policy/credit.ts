/** A time in which somebody had a conversation; `endedAt` null where they have it still. */
export type Stretch = {
  ownerKind: 'automation' | 'agent' | 'queue';
  ownerId: string | null;
  startedAt: Date;
  endedAt: Date | null;
};

/** Which part of a rating counts for whom, from 0 to 1; the shares of one list add up to 1. */
export type Share = { ownerId: string; share: number };

export type Credit = { people: Share[]; automations: Share[] };

/**
 * Whose a rating is: each who had the conversation gets a part of it in proportion to the time they
 * had it, until `at`. People and automations are credited apart, each kind with a whole rating, so
 * that a night with an automation takes nothing from who answered in the morning. Nobody is
 * credited for the time in the queue. Largest share first, then by id.
 */
export function shareCredit(stretches: readonly Stretch[], at: Date): Credit {
  return {
    people: shareAmong(stretches, 'agent', at),
    automations: shareAmong(stretches, 'automation', at),
  };
}

function shareAmong(stretches: readonly Stretch[], kind: Stretch['ownerKind'], at: Date): Share[] {
  const msOf = new Map<string, number>();
  for (const { ownerKind, ownerId, startedAt, endedAt } of stretches) {
    if (ownerKind !== kind || ownerId === null) continue;
    const ms = Math.max(0, (endedAt ?? at).getTime() - startedAt.getTime());
    msOf.set(ownerId, (msOf.get(ownerId) ?? 0) + ms);
  }
  const total = [...msOf.values()].reduce((sum, ms) => sum + ms, 0);
  const shares = [...msOf].map(([ownerId, ms]) => ({
    ownerId,
    share: total > 0 ? ms / total : 1 / msOf.size,
  }));
  return shares.toSorted((a, b) => b.share - a.share || (a.ownerId < b.ownerId ? -1 : 1));
}
