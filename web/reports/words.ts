import type { Report } from '../../internal/contract/reports.ts';

type Numbers = Report['numbers'];

/** `42 s`, `4 min 5 s`, `1 h 12 min`, `2 d 3 h`; a dash for nothing. */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return '–';
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return two(whole, 60, 'min', 1, 's');
  if (whole < 86_400) return two(whole, 3600, 'h', 60, 'min');
  return two(whole, 86_400, 'd', 3600, 'h');
}

function two(whole: number, big: number, bigUnit: string, small: number, unit: string): string {
  const rest = Math.floor((whole % big) / small);
  return `${Math.floor(whole / big)} ${bigUnit}${rest > 0 ? ` ${rest} ${unit}` : ''}`;
}

/** At an axis there is room for one unit. */
export function shortDuration(seconds: number): string {
  const steps = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
  ] as const;
  const [size, unit] = steps.find(([least]) => seconds >= least) ?? [1, 's'];
  const value = Math.round((seconds / size) * 10) / 10;
  return `${value} ${unit}`;
}

export function whole(value: number): string {
  return value.toLocaleString('en-GB', { maximumFractionDigits: 0 });
}

export function percent(part: number, all: number): string {
  return all === 0 ? '–' : `${Math.round((part / all) * 100)} %`;
}

export function rating(numbers: Pick<Numbers, 'rating'>): string {
  return numbers.rating === null ? '–' : numbers.rating.average.toFixed(1);
}

/** One figure, what it was before, and whether the change is to be welcomed. */
export type Tile = {
  title: string;
  value: string;
  more: string;
  before: string;
  change: string;
  /** For the sign beside the change; `even` where it says nothing. */
  tone: 'good' | 'bad' | 'even';
};

type Wanted = 'more' | 'less' | 'neither';

/** The change from `before` to `now`, in percent of before. */
function changeOf(now: number | undefined, before: number | undefined, wanted: Wanted) {
  if (now === undefined || before === undefined || before === 0) {
    return { change: '', tone: 'even' as const };
  }
  const share = Math.round(((now - before) / before) * 100);
  if (share === 0) return { change: 'unchanged', tone: 'even' as const };
  const change = `${share > 0 ? '+' : '−'}${whole(Math.abs(share))} %`;
  if (wanted === 'neither') return { change, tone: 'even' as const };
  return { change, tone: share > 0 === (wanted === 'more') ? ('good' as const) : ('bad' as const) };
}

/** The figures at the top of a report. */
export function tilesOf(now: Numbers, before: Numbers): Tile[] {
  const spread = (title: string, name: 'first_answer' | 'wait' | 'handling'): Tile => ({
    title,
    value: duration(now[name]?.median),
    more: now[name]
      ? `90 % within ${duration(now[name].p90)}, on average ${duration(now[name].average)}`
      : 'Nothing to measure',
    before: duration(before[name]?.median),
    ...changeOf(now[name]?.median, before[name]?.median, 'less'),
  });
  const abandoned = (numbers: Numbers) => percent(numbers.abandoned, numbers.waited);
  return [
    {
      title: 'Conversations',
      value: whole(now.conversations),
      more: `${whole(now.waited)} asked for a person, ${whole(now.contained)} did not`,
      before: whole(before.conversations),
      ...changeOf(now.conversations, before.conversations, 'neither'),
    },
    spread('First answer', 'first_answer'),
    spread('Wait until taken', 'wait'),
    spread('Handling time', 'handling'),
    {
      title: 'Abandoned',
      value: abandoned(now),
      more: `${whole(now.abandoned)} of ${whole(now.waited)}; ${whole(now.left)} left a message`,
      before: abandoned(before),
      ...changeOf(
        now.waited === 0 ? undefined : now.abandoned / now.waited,
        before.waited === 0 ? undefined : before.abandoned / before.waited,
        'less',
      ),
    },
    {
      title: 'Satisfaction',
      value: rating(now),
      more: now.rating
        ? `${percent(now.rating.satisfied, 1)} gave 4 or 5; ${whole(now.rating.count)} rated`
        : 'Nobody rated yet',
      before: rating(before),
      ...changeOf(now.rating?.average, before.rating?.average, 'more'),
    },
  ];
}
