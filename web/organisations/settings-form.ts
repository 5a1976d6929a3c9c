import { z } from 'zod';
import type { OrgSettings, SettingsChange } from '../../internal/contract/settings.ts';
import type { SettingRow } from './setting-row.ts';

export const teamPrefix = 'team_';
export const rolePrefix = 'role_';

export type SettingsFields = Record<string, unknown> & { version: number; seen: string };

/**
 * What the form of these rows sends, with the number of the settings that it was made from and
 * their prints. Fields that there are as many of as teams and roles are gathered first.
 */
export function fieldsOf(rows: readonly SettingRow[]): z.ZodType<SettingsFields> {
  const version = z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number);
  const seen = z.string().max(8000).default('');
  const fields = Object.fromEntries(rows.map(({ name, read }) => [name, read]));
  const names = new Set(rows.map(({ name }) => name));
  const object = z.strictObject({ ...fields, version, seen });
  return z.preprocess(
    (body) => gather(body as Record<string, unknown>, names),
    object,
  ) as z.ZodType as z.ZodType<SettingsFields>;
}

function gather(body: Record<string, unknown>, names: ReadonlySet<string>) {
  const gathered: Record<string, unknown> = {};
  const limits: Record<string, unknown> = {};
  const roles: string[] = [];
  for (const [name, value] of Object.entries(body)) {
    if (names.has('team_seat_limits') && name.startsWith(teamPrefix)) {
      limits[name.slice(teamPrefix.length)] = value;
    } else if (names.has('identity_roles') && name.startsWith(rolePrefix)) {
      roles.push(name.slice(rolePrefix.length));
    } else gathered[name] = value;
  }
  if (names.has('team_seat_limits')) gathered.team_seat_limits = limits;
  if (names.has('identity_roles')) gathered.identity_roles = roles;
  return gathered;
}

/** The change that a form says: the settings that it has fields for, each whole. */
export function changeOf(rows: readonly SettingRow[], typed: SettingsFields): SettingsChange {
  const change: Record<string, unknown> = {};
  for (const { name, path } of rows) {
    const steps = path.split('.');
    let place = change;
    for (const step of steps.slice(0, -1)) {
      place = (place[step] ??= {}) as Record<string, unknown>;
    }
    place[steps.at(-1)!] = typed[name];
  }
  return change;
}

/** The settings as the form's fields show them. */
export function presentSettings(
  rows: readonly SettingRow[],
  settings: Partial<OrgSettings>,
): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const row of rows) {
    const value = row.path
      .split('.')
      .reduce<unknown>((place, step) => (place as Record<string, unknown>)?.[step], settings);
    if (row.as === 'teams') Object.assign(shown, presentLimits(value as Record<string, number>));
    else if (row.as === 'roles') {
      for (const role of value as string[]) shown[rolePrefix + role] = 'on';
    } else {
      const text = row.show(value as never);
      if (text !== undefined) shown[row.name] = text;
    }
  }
  return shown;
}

function presentLimits(limits: Record<string, number>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(limits).map(([team, limit]) => [teamPrefix + team, String(limit)]),
  );
}
