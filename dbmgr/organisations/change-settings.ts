import {
  type OrgSettings,
  orgSettings,
  type SettingsChange,
} from '../../internal/contract/settings.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { refuseOlder, refuseSettings } from '../../internal/policy/organisations.ts';
import { performAct } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import { noteCrew } from '../days/note-shifts.ts';
import { isDuplicate, type Transaction } from '../database/transact.ts';
import { enforce } from '../refuse.ts';
import { holdVersion, type Settings } from './read-settings.ts';

type Wish = { version: number; change: SettingsChange };

/** What is not named stays. The audit log says which settings changed, not to what. */
export function changeSettings(context: Context, { version, change }: Wish): Promise<Settings> {
  return performAct(context, async (tx, actor, note) => {
    enforce(refuseSettings(actor.role));
    const before = await holdVersion(tx, actor.org);
    enforce(refuseOlder('the settings', before.version, version));
    const settings = orgSettings.parse({ ...before.settings, ...change });
    const changed = changedFields(before.settings, settings);
    note.silent = changed.length === 0;
    if (note.silent) return before;
    note.detail = changed.join(', ');
    await refuseForeignNames(tx, actor.org, change);
    const after = { version: before.version + 1, settings };
    await save(tx, context, actor.org, after);
    if (changed.includes('origins')) await saveOrigins(tx, actor.org, settings.origins);
    const isAboutSeats = changed.includes('seat_limit') || changed.includes('team_seat_limits');
    if (isAboutSeats) await noteCrew(tx, actor.org, context.now());
    return after;
  });
}

function changedFields(before: OrgSettings, after: OrgSettings): string[] {
  const names = Object.keys(after) as (keyof OrgSettings)[];
  return names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

/** Teams and automations are named that are the organisation's own. */
async function refuseForeignNames(
  tx: Transaction,
  org: string,
  { team_seat_limits: limits = {}, default_automation: automation }: SettingsChange,
): Promise<void> {
  const wanted = Object.keys(limits);
  if (wanted.length > 0) {
    const found = await tx
      .selectFrom('teams')
      .where('org_id', '=', org)
      .where('id', 'in', wanted)
      .select('id')
      .execute();
    if (found.length < wanted.length) {
      throw invalid('team_seat_limits', 'names a team that is not there');
    }
  }
  if (automation === undefined || automation === null) return;
  const known = await tx
    .selectFrom('automations')
    .where('org_id', '=', org)
    .where('name', '=', automation)
    .select('name')
    .executeTakeFirst();
  if (!known) throw invalid('default_automation', 'names an automation that is not there');
}

function invalid(field: string, what: string): AppError {
  return new AppError('invalid', `${field}: ${what}.`, { fields: { [`change.${field}`]: what } });
}

async function saveOrigins(
  tx: Transaction,
  org: string,
  origins: readonly string[],
): Promise<void> {
  await tx.deleteFrom('org_origins').where('org_id', '=', org).execute();
  const rows = [...new Set(origins)].map((origin) => ({ org_id: org, origin }));
  if (rows.length > 0) await tx.insertInto('org_origins').values(rows).execute();
}

async function save(
  tx: Transaction,
  context: Context,
  org: string,
  { version, settings }: Settings,
): Promise<void> {
  const row = { version, settings: JSON.stringify(settings), changed_at: context.now() };
  if (version > 1) {
    await tx.updateTable('org_settings').set(row).where('org_id', '=', org).execute();
    return;
  }
  try {
    await tx
      .insertInto('org_settings')
      .values({ org_id: org, ...row })
      .execute();
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    enforce(refuseOlder('the settings', version, 0));
  }
}
