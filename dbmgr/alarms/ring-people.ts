import type { Bus } from '../../internal/bus/connect.ts';
import { publishEvent } from '../../internal/bus/events.ts';
import { maxRung } from '../../internal/contract/alarms.ts';
import type { AlarmStep } from '../../internal/policy/alarms.ts';
import type { AfterCommit, Transaction } from '../database/transact.ts';
import { writePushes } from '../pushes/write-pushes.ts';
import { type Audience, readUndisturbed } from './read-audience.ts';
import type { AlarmRow } from './tables.ts';
import { noteFor } from './write-notes.ts';

/** An alarm and whom it is for. */
export type Rung = { about: Audience; row: AlarmRow };

type Ringing = {
  step: 'repeated' | 'pushed' | 'returned' | 'told';
  some: readonly Rung[];
  /** How many it was meant for, by alarm: written here. */
  told: Map<AlarmRow, number>;
};

/** One bell and one push for each who is to hear of several conversations. */
export async function ringPeople(
  tx: Transaction,
  afterCommit: AfterCommit,
  { bus }: { bus: Bus | null },
  { org, now }: { org: string; now: Date },
  { step, some, told }: Ringing,
): Promise<void> {
  if (some.length === 0) return;
  const everybody = [...new Set(some.flatMap(({ about }) => about.people))];
  // Supervisors are told whatever they do: it is the last that people hear.
  const quiet = step === 'told' ? new Set<string>() : await readUndisturbed(tx, everybody);
  const byPerson = new Map<string, Rung[]>();
  for (const one of some) {
    const people = one.about.people.filter((id) => !quiet.has(id));
    told.set(one.row, people.length);
    for (const id of people) byPerson.set(id, [...(byPerson.get(id) ?? []), one]);
  }
  const path = step === 'told' ? '/admin/outcomes' : '/agent';
  // Those who hear the same hear it by one event.
  const alike = Map.groupBy(byPerson, ([, theirs]) =>
    theirs.map(({ about }) => about.conversation_id).join(' '),
  );
  for (const group of alike.values()) {
    const people = group.map(([person]) => person);
    const theirs = group[0]![1];
    if (step !== 'repeated') {
      const note = noteFor(
        theirs.map(({ about }) => about),
        path,
      );
      await writePushes(tx, { org, people, note, at: now });
    }
    const conversations = theirs.slice(0, maxRung).map(({ about, row }) => ({
      channel_id: about.channel_id,
      name: about.name,
      kind: row.kind === 'line' ? ('line' as const) : ('waiting' as const),
    }));
    afterCommit(() => {
      if (bus) publishEvent(bus, 'alarms', 'bellRung', org, { org, people, step, conversations });
    });
  }
}

/** An alarm that rings a second time takes its steps again; when each was first taken stands. */
export async function noteStep(
  tx: Transaction,
  row: Pick<AlarmRow, 'conversation_id' | 'epoch' | 'seq' | 'org_id'>,
  { step, now, told }: { step: AlarmStep; now: Date; told: number },
): Promise<void> {
  const { conversation_id, epoch, seq, org_id } = row;
  await tx
    .insertInto('alarm_steps')
    .ignore()
    .values({ conversation_id, epoch, seq, step, org_id, done_at: now, told })
    .execute();
}
