import type { Report } from '../../internal/contract/reports.ts';
import { type Chart, drawBars } from '../charts/draw-bars.ts';
import { drawLines } from '../charts/draw-lines.ts';
import { shortDuration, whole } from './words.ts';

type Numbers = Report['numbers'];

const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));

/** What a report draws; times are those of the organisation's clocks. */
export function chartsOf(report: Report): Chart[] {
  const labels = labelsOf(report);
  const steps = report.steps.map((step) => step.numbers);
  const { abandoned, conversations } = report.numbers;
  const per = { hour: 'hour', day: 'day', week: 'week' }[report.step];
  return [
    drawBars({
      id: 'volume',
      title: `Conversations by ${per}`,
      about: `${whole(conversations)} conversations, ${whole(abandoned)} of them abandoned.`,
      labels,
      series: volumeOf(steps),
      format: whole,
    }),
    drawLines({
      id: 'answers',
      title: `First answer by ${per}`,
      about: 'Half of those who asked for a person had an answer within the lower line.',
      labels,
      series: [
        {
          name: 'Half within',
          tone: 'main',
          values: steps.map((step) => step.first_answer?.median ?? null),
        },
        {
          name: '90 % within',
          tone: 'second',
          values: steps.map((step) => step.first_answer?.p90 ?? null),
        },
      ],
      format: shortDuration,
      isTime: true,
    }),
    drawBars({
      id: 'hours',
      title: 'Conversations by hour of the day',
      about: `When conversations begin, by the clock in ${report.days.zone}.`,
      labels: hours,
      series: volumeOf(report.hours),
      format: whole,
    }),
    drawLines({
      id: 'ratings',
      title: `Satisfaction by ${per}`,
      about: 'The average of what visitors gave, from 1 to 5.',
      labels,
      series: [
        {
          name: 'Average',
          tone: 'main',
          values: steps.map((step) => step.rating?.average ?? null),
        },
      ],
      format: (value) => value.toFixed(1),
      most: 5,
    }),
  ];
}

function volumeOf(steps: readonly Numbers[]) {
  return [
    {
      name: 'Not abandoned',
      tone: 'main',
      values: steps.map((one) => one.conversations - one.abandoned),
    },
    { name: 'Abandoned', tone: 'bad', values: steps.map((one) => one.abandoned) },
  ] as const;
}

function labelsOf({ steps, step, days }: Report): string[] {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: days.zone,
    ...(step === 'hour'
      ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
      : { day: 'numeric', month: 'short' }),
  });
  return steps.map(({ from }) => format.format(new Date(from)));
}
