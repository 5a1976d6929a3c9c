import { stringify } from 'csv-stringify';
import type { Report, ReportLine } from '../../internal/contract/reports.ts';
import { isoInZone } from '../../internal/policy/periods.ts';

/** What can be exported, and what it is called. */
export const groups = [
  { name: 'conversations', label: 'Conversations' },
  { name: 'steps', label: 'Over time' },
  { name: 'hours', label: 'By hour' },
  { name: 'agents', label: 'By agent' },
  { name: 'teams', label: 'By team' },
  { name: 'automations', label: 'By automation' },
  { name: 'categories', label: 'By category' },
] as const;
export type Group = (typeof groups)[number]['name'];

type Numbers = Report['numbers'];
type Cell = string | number | null;
type Row = Record<string, Cell>;

/**
 * Rows as RFC 4180 has them, with a mark of their bytes' order for programs that guess. A cell that
 * a spreadsheet would take for a formula is quoted by an apostrophe: visitors choose their names.
 */
async function* csv(
  columns: readonly string[],
  rows: AsyncIterable<Row> | Iterable<Row>,
): AsyncGenerator<string> {
  const stringifier = stringify({
    columns,
    header: true,
    bom: true,
    escape_formulas: true,
    record_delimiter: 'windows',
  });
  const feed = (async () => {
    for await (const row of rows) {
      if (!stringifier.write(row)) await new Promise((resume) => stringifier.once('drain', resume));
    }
    stringifier.end();
  })();
  feed.catch((error: Error) => stringifier.destroy(error));
  for await (const chunk of stringifier) yield String(chunk);
}

type Lines = {
  days: Report['days'];
  lines: ReportLine[];
  next: { at: string; id: string } | null;
};

/** A row a conversation, page after page as whoever reads it takes them. */
export function csvOfLines(
  first: Lines,
  more: (after: NonNullable<Lines['next']>) => Promise<Lines>,
): AsyncGenerator<string> {
  return csv(
    Object.keys(rowOfLine(noLine, first.days.zone)),
    (async function* () {
      for (let page: Lines | null = first; page; page = page.next && (await more(page.next))) {
        for (const line of page.lines) yield rowOfLine(line, page.days.zone);
      }
    })(),
  );
}

/** For the names of the columns, where there are no rows. */
const noLine: ReportLine = {
  id: '',
  started_at: new Date(0).toISOString(),
  ended_at: null,
  visitor: '',
  language: null,
  category: null,
  outcome: '',
  waited_at: null,
  taken_at: null,
  answered_at: null,
  handling_seconds: 0,
  agents: [],
  automations: [],
  team: null,
  score: null,
  comment: null,
};

function rowOfLine(line: ReportLine, zone: string): Row {
  const local = (at: string | null) => (at === null ? null : isoInZone(zone, Date.parse(at)));
  const seconds = (from: string | null, to: string | null) =>
    from === null || to === null ? null : Math.round((Date.parse(to) - Date.parse(from)) / 1000);
  return {
    conversation: line.id,
    began: local(line.started_at),
    ended: local(line.ended_at),
    visitor: line.visitor,
    language: line.language,
    category: line.category,
    outcome: line.outcome,
    asked_for_a_person: local(line.waited_at),
    taken: local(line.taken_at),
    first_answer: local(line.answered_at),
    seconds_until_taken: seconds(line.waited_at, line.taken_at),
    seconds_until_first_answer: seconds(line.waited_at, line.answered_at),
    seconds_handled: line.handling_seconds,
    agents: line.agents.join('; '),
    automations: line.automations.join('; '),
    team: line.team,
    rating: line.score,
    comment: line.comment,
  };
}

/** A row an hour, an agent, a team, an automation or a category. */
export function csvOfGroup(
  report: Report,
  group: Exclude<Group, 'conversations'>,
): AsyncGenerator<string> {
  const figures = Object.keys(cells(report.numbers));
  return csv([...keysOf(report, group), ...figures], rowsOfGroup(report, group));
}

/** What stands before the figures. */
function keysOf(report: Report, group: Exclude<Group, 'conversations'>): string[] {
  if (group === 'steps') return [report.step];
  if (group === 'categories') return ['category'];
  return group === 'hours' ? ['hour'] : [group.slice(0, -1), 'id'];
}

function* rowsOfGroup(report: Report, group: Exclude<Group, 'conversations'>): Generator<Row> {
  if (group === 'steps') {
    for (const { from, numbers } of report.steps) {
      yield { [report.step]: isoInZone(report.days.zone, Date.parse(from)), ...cells(numbers) };
    }
  } else if (group === 'hours') {
    for (const [hour, numbers] of report.hours.entries()) yield { hour, ...cells(numbers) };
  } else if (group === 'categories') {
    for (const { name, numbers } of report.categories) yield { category: name, ...cells(numbers) };
  } else {
    const one = group.slice(0, -1);
    for (const { name, id, numbers } of report[group]) {
      yield { [one]: name, id, ...cells(numbers) };
    }
  }
}

function cells(numbers: Numbers): Row {
  const spread = (name: 'first_answer' | 'wait' | 'handling') => ({
    [`${name}_average_seconds`]: numbers[name]?.average ?? null,
    [`${name}_median_seconds`]: numbers[name]?.median ?? null,
    [`${name}_90_percent_seconds`]: numbers[name]?.p90 ?? null,
  });
  const { rating } = numbers;
  const round = (value: number | undefined) =>
    value === undefined ? null : Math.round(value * 1000) / 1000;
  return {
    conversations: numbers.conversations,
    asked_for_a_person: numbers.waited,
    had_an_agent: numbers.answered,
    abandoned: numbers.abandoned,
    left_a_message: numbers.left,
    no_person_wanted: numbers.contained,
    open: numbers.open,
    ...spread('first_answer'),
    ...spread('wait'),
    ...spread('handling'),
    ratings: round(rating?.count ?? 0),
    rating_average: round(rating?.average),
    rating_4_or_5_share: round(rating?.satisfied),
  };
}
