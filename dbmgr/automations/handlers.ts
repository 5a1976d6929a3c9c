import { sql } from 'kysely';
import { defaultOrg } from '../../internal/contract/people.ts';
import type { Handlers } from '../../internal/contract/types.ts';
import type { Context } from '../context.ts';
import { retryContention } from '../database/transact.ts';
import type { AvailabilityWatch } from './availability.ts';

export function automationHandlers(watch: AvailabilityWatch): Handlers<Context>['automations'] {
  return {
    async listAutomations(context, { org }) {
      const isRelay = context.request.caller === 'relay';
      let wanted = context.db
        .selectFrom('automations')
        .innerJoin('orgs', 'orgs.id', 'automations.org_id')
        .select(['automations.name', 'title', 'description', 'person_id'])
        .where('automations.active', '=', 1)
        .where('orgs.active', '=', 1);
      if (!isRelay) wanted = wanted.where('org_id', '=', org ?? (await readOrg(context)));
      const rows = await wanted
        .orderBy('automations.added_at')
        .orderBy('automations.name')
        .execute();
      const automations = rows.map(({ person_id: person, ...row }) => ({
        ...row,
        running: watch.isRunning(row.name),
        ...(isRelay ? { person } : {}),
      }));
      return { automations };
    },
    /**
     * At most one write a second, however many replicas there are. Who comes is seen at once, and
     * not only by the next look at all.
     */
    async beat(context) {
      const { caller } = context.request;
      const beat = context.db
        .updateTable('automations')
        .set({ seen_at: sql<Date>`now(3)` })
        .where('name', '=', caller)
        .where('active', '=', 1)
        .where((eb) =>
          eb.or([
            eb('seen_at', 'is', null),
            eb('seen_at', '<', sql<Date>`now(3) - interval 1 second`),
          ]),
        );
      const { numUpdatedRows } = await retryContention(() => beat.executeTakeFirst());
      if (numUpdatedRows > 0n && !watch.isRunning(caller)) void watch.look();
      return {};
    },
  };
}

/** Of whoever asks; somebody who never signed in is a guest of the default organisation. */
async function readOrg({ db, request }: Context): Promise<string> {
  if (request.login === undefined) return defaultOrg;
  const row = await db
    .selectFrom('logins')
    .innerJoin('people', 'people.id', 'logins.person_id')
    .where('logins.id', '=', request.login)
    .select('people.org_id')
    .executeTakeFirst();
  return row?.org_id ?? defaultOrg;
}
