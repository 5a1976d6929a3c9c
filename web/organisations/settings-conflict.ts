import { createHash } from 'node:crypto';
import type { SettingsChoices } from '../../internal/contract/organisations.ts';
import type { OrgSettings } from '../../internal/contract/settings.ts';
import type { SettingRow } from './setting-row.ts';
import { presentSettings } from './settings-form.ts';

const printLength = 10;

/**
 * What a form was made from, a few letters for each field: enough to know later which of them
 * somebody else changed, and short enough to travel in the form.
 */
export function printsOf(rows: readonly SettingRow[], settings: Partial<OrgSettings>): string {
  return rows.map((row) => `${row.name}:${printOf(row, settings)}`).join(' ');
}

function printOf(row: SettingRow, settings: Partial<OrgSettings>): string {
  const shown = JSON.stringify(presentSettings([row], settings));
  return createHash('sha256').update(shown).digest('base64url').slice(0, printLength);
}

export type Conflict = {
  /** What stands now, merged with what was typed: theirs where only they changed something. */
  values: Record<string, string>;
  /** What somebody else changed, as a person reads it. */
  theirs: { label: string; now: string }[];
  /** By field: what it is now, where both changed it. */
  notes: Record<string, string>;
};

/** Three sides of one form: what it was made from, what stands now, what was typed. */
export function mergeSettings(
  rows: readonly SettingRow[],
  seen: string,
  now: Partial<OrgSettings>,
  typed: Partial<OrgSettings>,
  choices: SettingsChoices,
): Conflict {
  const before = new Map(seen.split(' ').map((one) => one.split(':') as [string, string]));
  const result: Conflict = { values: {}, theirs: [], notes: {} };
  for (const row of rows) {
    const print = before.get(row.name);
    const isTheirs = print !== undefined && print !== printOf(row, now);
    const isMine = print === undefined || print !== printOf(row, typed);
    const isSame = printOf(row, now) === printOf(row, typed);
    Object.assign(result.values, presentSettings([row], isTheirs && !isMine ? now : typed));
    if (!isTheirs) continue;
    const text = sayNow(row, now, choices);
    result.theirs.push({ label: row.label, now: text });
    if (isMine && !isSame) {
      result.notes[row.name] = `Somebody else set this to “${text}”. Saving replaces it.`;
    }
  }
  return result;
}

function sayNow(row: SettingRow, now: Partial<OrgSettings>, choices: SettingsChoices): string {
  const [value = ''] = Object.values(presentSettings([row], now));
  if (row.as === 'tick') return value ? 'on' : 'off';
  const option = row.options?.(choices).find((one) => one.value === value);
  const all = Object.values(presentSettings([row], now))
    .filter(Boolean)
    .join(', ');
  return option?.label ?? (all.replaceAll('\n', ', ') || 'empty');
}
