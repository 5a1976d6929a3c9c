import { AppError } from '../../internal/contract/errors.ts';
import { type Colleague, roles } from '../../internal/contract/people.ts';
import { hasAccount } from '../../internal/policy/accounts.ts';
import { refuseTeams } from '../../internal/policy/teams.ts';
import type { Context } from '../context.ts';
import { cutPage, directionOf, escapeLike, type PageWish, rowsToRead } from '../database/keyset.ts';
import type { Database } from '../database/open-database.ts';
import { enforce } from '../refuse.ts';
import { findActor } from './read-actor.ts';

export type PeopleWish = PageWish & { q?: string | undefined };

const nickLetters = /^[a-z0-9._-]+$/;
const accountRoles = roles.filter(hasAccount);

/** Accounts of the acting person's organisation, by name; whose names are alike, by their ids. */
export async function listPeople(
  context: Context,
  wish: PeopleWish,
): Promise<{ people: Colleague[]; next: string | null; prev: string | null }> {
  const { db } = context;
  const actor = await findActor(db, context);
  enforce(refuseTeams(actor.role));
  const direction = directionOf(wish);
  let query = db
    .selectFrom('people')
    .where('org_id', '=', actor.org)
    .where('role', 'in', accountRoles)
    .where('active', '=', 1)
    .select(['id', 'name', 'nick', 'role'])
    .orderBy('name', direction)
    .orderBy('id', direction)
    .limit(rowsToRead(wish));
  const key = wish.before ?? wish.after;
  if (key !== undefined) {
    const { id, name } = await readEdge(db, actor.org, key);
    const beyond = direction === 'asc' ? '>' : '<';
    query = query.where((eb) => eb(eb.refTuple('name', 'id'), beyond, eb.tuple(name, id)));
  }
  const words = wish.q?.normalize('NFC').trim().toLowerCase();
  if (words) {
    const begins = `${escapeLike(words)}%`;
    // A server compares a column of ASCII with nothing else.
    const mayBeNick = nickLetters.test(words);
    query = query.where((eb) =>
      eb.or([
        ...(mayBeNick ? [eb('nick', 'like', begins)] : []),
        eb(eb.fn<string>('lower', ['name']), 'like', begins),
        eb(eb.fn<string>('lower', ['name']), 'like', `% ${begins}`),
      ]),
    );
  }
  const { items, next, prev } = cutPage(await query.execute(), wish, ({ id }) => id);
  return { people: items, next, prev };
}

/** Where a page begins or ends. */
async function readEdge(db: Database, org: string, id: string) {
  const row = await db
    .selectFrom('people')
    .where('id', '=', id)
    .where('org_id', '=', org)
    .select(['id', 'name'])
    .executeTakeFirst();
  if (row) return row;
  throw new AppError('not_found', 'The person at the end of the page is gone. Begin again.');
}
