import { AppError } from '../../internal/contract/errors.ts';
import type { Features } from '../../internal/contract/features.ts';
import type { OutputOf } from '../../internal/contract/types.ts';
import { defaultOrg } from '../../internal/contract/people.ts';
import { isOpen, nextOpening } from '../../internal/policy/opening-hours.ts';
import type { Context } from '../context.ts';
import { readSettings } from './read-settings.ts';

type Operations = Features['organisations']['operations'];

/** More organisations than this do not share a site. */
const maxSharing = 50;

/** What anybody may know of an organisation who comes to its door. */
export async function readFront(
  { db, now }: Pick<Context, 'db' | 'now'>,
  { org = defaultOrg }: { org?: string | undefined },
): Promise<OutputOf<Operations['readFront']>> {
  const row = await db
    .selectFrom('orgs')
    .where('id', '=', org)
    .where('active', '=', 1)
    .select(['id', 'name'])
    .executeTakeFirst();
  if (!row) throw new AppError('not_found', 'There is no such organisation.');
  const settings = await readSettings(db, org);
  const at = now();
  const open = isOpen(settings.hours, at);
  const opensAt = open ? null : nextOpening(settings.hours, at);
  return {
    ...row,
    who_may_chat: settings.who_may_chat,
    languages: settings.languages,
    origins: settings.origins,
    default_automation: settings.default_automation,
    offline_text: settings.offline_text,
    brand: settings.brand,
    open,
    opens_at: opensAt?.toISOString() ?? null,
    zone: settings.hours.zone,
  };
}

/** The organisations whose settings let this site show their widget. */
export async function findSites(
  { db }: Pick<Context, 'db'>,
  { origin }: { origin: string },
): Promise<{ orgs: string[] }> {
  const rows = await db
    .selectFrom('org_origins')
    .innerJoin('orgs', 'orgs.id', 'org_origins.org_id')
    .where('org_origins.origin', '=', origin)
    .where('orgs.active', '=', 1)
    .select('org_origins.org_id')
    .orderBy('org_origins.org_id')
    .limit(maxSharing)
    .execute();
  return { orgs: rows.map((row) => row.org_id) };
}
