import { type Period, period as periodSchema, presets } from '../../internal/contract/periods.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { type Answer, showPage } from '../answers/answer.ts';
import { page, type Route } from '../routing/route.ts';
import type { ReadVisit } from '../routing/visit.ts';
import { sentences } from '../views/sentences.ts';
import { chartsOf } from './charts-of.ts';
import { csvOfGroup, csvOfLines, type Group, groups } from './csv.ts';
import { presentDashboard } from './present-dashboard.ts';
import { duration, percent, rating, tilesOf, whole } from './words.ts';

const path = '/admin/reports';
const who = ['admin'] as const;
const usualPreset = 'week';

const presetWords: Record<(typeof presets)[number], string> = {
  today: 'Today',
  yesterday: 'Yesterday',
  week: '7 days',
  month: '30 days',
  this_month: 'This month',
  last_month: 'Last month',
};

/** The desk as it is now, and what became of it in a period. */
export const reportRoutes: readonly Route[] = [
  page('/admin/dashboard', who, (visit) => showDashboard(visit, '/reports/dashboard')),
  page('/admin/dashboard/live', who, (visit) => showDashboard(visit, '/reports/live')),
  page(path, who, showReport),
  page(`${path}/export`, who, exportReport),
];

async function showDashboard({ calls, as }: ReadVisit, template: string): Promise<Answer> {
  const dashboard = await calls.reports.readDashboard({}, as);
  return showPage(template, presentDashboard(dashboard));
}

/** Days that were typed count before a period that has a name. */
function periodOf(query: URLSearchParams): Period {
  const from = query.get('from');
  const to = query.get('to');
  if (from || to) {
    const parsed = periodSchema.safeParse({ from: from ?? to, to: to ?? from });
    if (parsed.success) return parsed.data;
    const message = 'must look like 2027-12-31, and be a day of the calendar';
    throw new AppError('invalid', `The days ${message}.`, { fields: { from: message } });
  }
  const preset = presets.find((one) => one === query.get('preset'));
  return { preset: preset ?? usualPreset };
}

async function showReport(visit: ReadVisit): Promise<Answer> {
  const { calls, as, query } = visit;
  try {
    const period = periodOf(query);
    const report = await calls.reports.readReport(period, as);
    const { from, to } = report.days;
    return showPage('/reports/reports', {
      report,
      tiles: tilesOf(report.numbers, report.before.numbers),
      charts: chartsOf(report),
      tables: tablesOf(report),
      exports: groups.map(({ name, label }) => ({
        label,
        href: `${path}/export?${new URLSearchParams({ from, to, of: name }).toString()}`,
      })),
      values: { from, to },
      errors: {},
      words: { duration, percent, rating, whole },
      ...pickerOf('preset' in period ? period.preset : undefined),
    });
  } catch (error) {
    if (!(error instanceof AppError) || !error.fields) throw error;
    return showPage(
      '/reports/reports',
      {
        report: null,
        values: { from: query.get('from') ?? '', to: query.get('to') ?? '' },
        errors: sentences(error.fields, { from: 'The first day', to: 'The last day' }),
        ...pickerOf(undefined),
      },
      422,
    );
  }
}

function pickerOf(chosen: string | undefined) {
  return {
    presets: presets.map((preset) => ({
      href: `${path}?preset=${preset}`,
      label: presetWords[preset],
      current: preset === chosen,
    })),
  };
}

type Report = Awaited<ReturnType<ReadVisit['calls']['reports']['readReport']>>;

function tablesOf({ agents, teams, automations, categories }: Report) {
  return [
    { id: 'agents', title: 'Agents', one: 'Agent', rows: agents, people: true },
    { id: 'teams', title: 'Teams', one: 'Team', rows: teams, people: true },
    {
      id: 'automations',
      title: 'Automations',
      one: 'Automation',
      rows: automations,
      people: false,
    },
    {
      id: 'categories',
      title: 'Categories',
      one: 'Category',
      rows: categories.map((row) => ({ ...row, name: row.name || 'Nobody said' })),
      people: true,
    },
  ];
}

async function exportReport({ calls, as, query }: ReadVisit): Promise<Answer> {
  const period = periodOf(query);
  const group = groups.find(({ name }) => name === query.get('of'))?.name ?? 'conversations';
  if (group === 'conversations') {
    const first = await calls.reports.listLines({ period }, as);
    const more = (after: NonNullable<typeof first.next>) =>
      calls.reports.listLines({ period, after }, as);
    return csvAnswer(group, first.days, csvOfLines(first, more));
  }
  const report = await calls.reports.readReport(period, as);
  return csvAnswer(group, report.days, csvOfGroup(report, group));
}

function csvAnswer(
  group: Group,
  { from, to }: Report['days'],
  chunks: AsyncIterable<string> | Iterable<string>,
): Answer {
  const name = `natter-${group}-${from}-to-${to}.csv`;
  return { kind: 'file', type: 'text/csv; charset=utf-8', name, pieces: chunks };
}
