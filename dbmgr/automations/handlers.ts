import { sql } from 'kysely';
import { defaultOrg } from '../../internal/contract/people.ts';
import type { Handlers } from '../../internal/contract/types.ts';
import type { Context } from '../context.ts';
import { findActor } from '../people/read-actor.ts';
import type { AvailabilityWatch } from './availability.ts';

export function automationHandlers(watch: AvailabilityWatch): Handlers<Context>['automations'] {
  return {
    async listAutomations(context) {
      const org = context.request.login ? (await findActor(context.db, context)).org : defaultOrg;
      const rows = await context.db
        .selectFrom('automations')
        .select(['name', 'title', 'description'])
        .where('org_id', '=', org)
        .where('active', '=', 1)
        .orderBy('added_at')
        .orderBy('name')
        .execute();
      return { automations: rows.map((row) => ({ ...row, running: watch.isRunning(row.name) })) };
    },
    /** At most one write a second, however many replicas there are. */
    async beat(context) {
      await context.db
        .updateTable('automations')
        .set({ seen_at: sql<Date>`now(3)` })
        .where('name', '=', context.request.caller)
        .where('active', '=', 1)
        .where((eb) =>
          eb.or([
            eb('seen_at', 'is', null),
            eb('seen_at', '<', sql<Date>`now(3) - interval 1 second`),
          ]),
        )
        .execute();
      return {};
    },
  };
}
