import { z } from 'zod';
import type { SettingsChoices } from '../../internal/contract/organisations.ts';

type Option = { value: string; label: string };

/** One field of a settings form: what it is called, how it is typed, and which setting it is. */
export type SettingRow = {
  name: string;
  /** Where it stands in the settings: `seat_limit`, `brand.colour`. */
  path: string;
  section: string;
  label: string;
  /** How a sentence about what is wrong begins: `The colour`. */
  said: string;
  as: 'field' | 'lines' | 'choice' | 'tick' | 'teams' | 'roles';
  hint?: string;
  /** Its label stands beside it, for rows that are read as one list. */
  beside?: boolean;
  /** From what was typed to the setting. */
  read: z.ZodType;
  /** From the setting to what the field shows; nothing for a tick that is off. */
  show: (value: never) => string | undefined;
  options?: (choices: SettingsChoices) => Option[];
  /** What else `layout/field` and `layout/lines` take. */
  more?: Record<string, unknown>;
};

type Row = Omit<SettingRow, 'as' | 'path' | 'said' | 'show'> &
  Partial<Pick<SettingRow, 'path' | 'said'>>;

const base = ({ name, label, ...row }: Row) => ({
  path: name,
  said: `The ${label.toLowerCase()}`,
  name,
  label,
  ...row,
});

/** One line; empty is null where the setting may be null. */
export function line(row: Row & { show?: (value: never) => string }): SettingRow {
  const show = (value: string | number | null) => (value === null ? '' : String(value));
  return { ...base(row), as: 'field', show: row.show ?? show };
}

/** Several lines, or a longer text. */
export function lines(row: Row & { show: (value: never) => string }): SettingRow {
  return { ...base(row), as: 'lines', show: row.show };
}

export function choice(row: Row & Required<Pick<SettingRow, 'options'>>): SettingRow {
  const show = (value: string | null) => value ?? '';
  return { ...base(row), as: 'choice', show };
}

export function tick(row: Omit<Row, 'read'>): SettingRow {
  const read = z
    .literal('on')
    .optional()
    .transform((value) => value === 'on');
  return { ...base({ ...row, read }), as: 'tick', show: (on: boolean) => (on ? 'on' : undefined) };
}

/** What is typed, read as `schema` reads it; nothing typed is null. */
export function orNull<S extends z.ZodType<unknown, string>>(schema: S) {
  return z
    .string()
    .trim()
    .transform((text) => (text === '' ? null : text))
    .pipe(schema.nullable());
}

export const number = z
  .string()
  .trim()
  .regex(/^\d{1,6}$/, 'must be a number')
  .transform(Number);

export const numberOrNull = z
  .string()
  .trim()
  .regex(/^\d{0,6}$/, 'must be a number, or empty')
  .transform((text) => (text === '' ? null : Number(text)));

/** How a number is typed. */
export const digits = (maxlength: number) => ({
  inputmode: 'numeric',
  autocomplete: 'off',
  maxlength,
});
