import { AppError } from '../../internal/contract/errors.ts';
import type { OrgSettings } from '../../internal/contract/settings.ts';
import { type Answer, goTo, showPage } from '../answers/answer.ts';
import type { Framing } from '../guards/headers.ts';
import { form, page, type Refused, type Route } from '../routing/route.ts';
import type { ReadVisit, WriteVisit } from '../routing/visit.ts';
import { sentences } from '../views/sentences.ts';
import type { SettingRow } from './setting-row.ts';
import { type Conflict, mergeSettings, printsOf } from './settings-conflict.ts';
import {
  changeOf,
  fieldsOf,
  presentSettings,
  rolePrefix,
  type SettingsFields,
  teamPrefix,
} from './settings-form.ts';

/** A page that changes some of the settings of the acting admin's organisation: one form. */
export type SettingsPage = {
  path: string;
  template: string;
  rows: readonly SettingRow[];
  framing?: Framing;
  /** What else the template shows, beside these values of the form. */
  more?: (
    visit: Pick<ReadVisit, 'app' | 'as' | 'login'>,
    values: Record<string, string>,
  ) => Promise<Record<string, unknown>>;
};

const who = ['admin'] as const;
const maxFormBytes = 64 * 1024;

export function settingsPage(settings: SettingsPage): Route[] {
  const { path, rows, framing = 'none' } = settings;
  return [
    page(path, who, (visit) => showSettings(settings, visit), { framing }),
    form(path, who, {
      fields: fieldsOf(rows),
      maxBytes: maxFormBytes,
      act: (visit, typed) => changeSettings(settings, visit, typed),
      again: (visit, refused) => showSettings(settings, visit, { refused }),
    }),
  ];
}

type Shown = { refused?: Refused; conflict?: Conflict };

const nothingSaved = 'Nothing was saved yet. Put right what is marked below.';
const tooLate =
  'Somebody else changed the settings meanwhile, and nothing of yours was saved. ' +
  'What you typed stands below, with what they changed. Look at it, and save again.';

async function showSettings(
  { path, template, rows, more }: SettingsPage,
  visit: Pick<ReadVisit, 'app' | 'as' | 'login'>,
  { refused, conflict }: Shown = {},
): Promise<Answer> {
  const { app, as } = visit;
  const { version, settings, choices } = await app.reads.organisations.readSettings({}, as);
  const values = conflict?.values ?? refused?.values ?? presentSettings(rows, settings);
  const labels = Object.fromEntries(rows.map(({ name, said }) => [name, said]));
  const messages = plainNames(rows, refused?.messages ?? {});
  const labelsOfTeams = Object.fromEntries(
    Object.keys(messages).map((name) => [name, labels[name] ?? 'The number']),
  );
  const problem = conflict ? tooLate : refused ? nothingSaved : undefined;
  // Who was refused goes on from the state that they saw; who was too late, from the one that is.
  const data = {
    path,
    version: refused?.values.version ?? version,
    seen: refused?.values.seen ?? printsOf(rows, settings),
    sections: sectionsOf(rows, choices),
    values,
    errors: sentences(messages, labelsOfTeams),
    notes: conflict?.notes ?? {},
    theirs: conflict?.theirs ?? [],
    ...choices,
    ...(await more?.(visit, values)),
    ...(problem ? { flash: { kind: 'error', text: problem } } : {}),
  };
  return showPage(template, data, conflict ? 409 : refused ? 422 : 200);
}

type Choices = Parameters<NonNullable<SettingRow['options']>>[0];

/** In the order in which their first rows stand. */
function sectionsOf(rows: readonly SettingRow[], choices: Choices) {
  const shown = rows.map((row) => ({ ...row, options: row.options?.(choices) ?? [] }));
  return [...Map.groupBy(shown, (row) => row.section)].map(([title, some], at) => ({
    id: `section-${at}`,
    title,
    rows: some,
  }));
}

async function changeSettings(
  settings: SettingsPage,
  visit: WriteVisit,
  typed: SettingsFields,
): Promise<Answer> {
  const { calls, as, browser } = visit;
  const change = changeOf(settings.rows, typed);
  try {
    await calls.organisations.changeSettings({ version: typed.version, change }, as);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    const now = await visit.app.reads.organisations.readSettings({}, as);
    const mine = change as Partial<OrgSettings>;
    const conflict = mergeSettings(settings.rows, typed.seen, now.settings, mine, now.choices);
    return showSettings(settings, visit, { conflict });
  }
  browser.say('The settings are saved.');
  return goTo(settings.path);
}

/** `change.brand.colour` is the field `colour`, one of many teams and of many roles its own. */
function plainNames(
  rows: readonly SettingRow[],
  messages: Record<string, string>,
): Record<string, string> {
  const entries = Object.entries(messages).map(([name, message]) => {
    const plain = name.replace(/^change\./, '');
    const team = /^team_seat_limits\.(.+)$/.exec(plain)?.[1];
    if (team) return [teamPrefix + team, message];
    if (plain.startsWith('identity_roles')) return [`${rolePrefix}member`, message];
    const row = rows.find(({ path }) => plain === path || plain.startsWith(`${path}.`));
    return [row?.name ?? plain.split('.')[0]!, message];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}
