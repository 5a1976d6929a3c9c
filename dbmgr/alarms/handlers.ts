import type { Handlers } from '../../internal/contract/types.ts';
import { refuseAlarms } from '../../internal/policy/alarms.ts';
import type { Context } from '../context.ts';
import { findActor } from '../people/read-actor.ts';
import { onlyRow } from '../pushes/handlers.ts';
import { enforce } from '../refuse.ts';

export const alarmHandlers: Handlers<Context>['alarms'] = {
  async readAlarms(context) {
    const { db } = context;
    const actor = await findActor(db, context);
    enforce(refuseAlarms(actor.role));
    const key = await db
      .selectFrom('push_keys')
      .where('only_row', '=', onlyRow)
      .select('public_key')
      .executeTakeFirst();
    const desk = await db
      .selectFrom('desks')
      .where('person_id', '=', actor.id)
      .select('dnd')
      .executeTakeFirst();
    return { push_key: key?.public_key ?? null, dnd: desk?.dnd === 1 };
  },
};
