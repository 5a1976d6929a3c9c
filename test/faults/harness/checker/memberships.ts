import type { History, Membership } from '../clients/history.ts';
import type { Violation } from './violation.ts';

/** I6: whatever came over anybody's socket came when its receiver was a member. */
export function findTrespass({ clients, memberships }: History): Violation[] {
  const byPerson = Map.groupBy(memberships, ({ person }) => person);
  return clients.flatMap(({ name, person, sockets }) => {
    const own = byPerson.get(person) ?? [];
    return sockets.flatMap(({ wire }) =>
      wire.flatMap((event): Violation[] => {
        if (event.kind !== 'entry' || own.some((one) => covers(one, event))) return [];
        const what = `${name} was given ${event.seq} of ${event.channelId}, being no member then`;
        return [{ invariant: 'I6', what }];
      }),
    );
  });
}

function covers(
  { channelId, fromSeq, toSeq }: Membership,
  entry: { channelId: string; seq: number },
): boolean {
  return (
    channelId === entry.channelId && entry.seq > fromSeq && (toSeq === null || entry.seq <= toSeq)
  );
}
