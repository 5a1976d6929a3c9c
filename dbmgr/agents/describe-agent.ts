import { performAct } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import { tellQueueMoved } from '../conversations/waiting-list.ts';
import { noteShifts } from '../days/note-shifts.ts';
import { lockDesk } from '../desks/hold-desks.ts';
import { findTarget } from '../people/find-target.ts';

export type Description = { languages: string[]; skills: string[] };

/** What an agent speaks and knows; from the next choice on. */
export function describeAgent(
  context: Context,
  { id, languages, skills }: Description & { id: string },
): Promise<Description> {
  return performAct(context, async (tx, actor, note, afterCommit) => {
    await findTarget(tx, actor, 'agent', { id }, note);
    const description = { languages: [...new Set(languages)], skills: [...new Set(skills)] };
    note.detail = `languages ${languages.join(' ')}; skills ${skills.join(' ')}`;
    await lockDesk(tx, id);
    await tx
      .updateTable('desks')
      .set({ languages: description.languages.join(), skills: description.skills.join() })
      .where('person_id', '=', id)
      .execute();
    await noteShifts(tx, [id], context.now());
    afterCommit(() => tellQueueMoved(context, actor.org));
    return description;
  });
}
