import type { Kysely } from 'kysely';
import { AppError } from '../../internal/contract/errors.ts';
import { maxOrganisations, type Organisation } from '../../internal/contract/organisations.ts';
import type { Tables } from '../database/tables.ts';

/** All of them, each with how many work for it. */
export async function readOrganisations(db: Kysely<Tables>): Promise<Organisation[]> {
  const rows = await select(db).orderBy('added_at').orderBy('id').limit(maxOrganisations).execute();
  return rows.map(present);
}

export async function readOrganisation(db: Kysely<Tables>, id: string): Promise<Organisation> {
  const row = await select(db).where('orgs.id', '=', id).executeTakeFirst();
  if (!row) throw new AppError('not_found', 'There is no such organisation.');
  return present(row);
}

function select(db: Kysely<Tables>) {
  return db
    .selectFrom('orgs')
    .select(['orgs.id', 'orgs.name', 'orgs.active', 'orgs.version', 'orgs.added_at'])
    .select((eb) =>
      (['admin', 'agent'] as const).map((role) =>
        eb
          .selectFrom('people')
          .whereRef('people.org_id', '=', 'orgs.id')
          .where('people.role', '=', role)
          .select((of) => of.fn.countAll<number>().as('count'))
          .as(`${role}s`),
      ),
    );
}

type Row = Awaited<ReturnType<ReturnType<typeof select>['executeTakeFirstOrThrow']>>;

function present({ added_at, active, admins, agents, ...row }: Row): Organisation {
  return {
    ...row,
    active: active === 1,
    added_at: added_at.toISOString(),
    admins: admins ?? 0,
    agents: agents ?? 0,
  };
}
