import { z } from 'zod';
import {
  businessHours,
  type BusinessHours,
  dayHours,
  type DayHours,
} from '../../internal/contract/hours.ts';

const timesPattern = /^(\d\d?:\d\d)\s*[-–]\s*(\d\d?:\d\d)$/;

/** `9:00-12:30, 13:30-18:00`; nothing, or `closed`, is closed. */
export const readDay = z
  .string()
  .max(300)
  .transform((text, context): unknown => {
    const times = parseTimes(text);
    if (times) return times;
    context.addIssue({ code: 'custom', message: 'must look like 09:00-12:30, 13:30-18:00' });
    return z.NEVER;
  })
  .pipe(dayHours);

function parseTimes(text: string): DayHours | null {
  const parts = text.split(/[,;]/).map((part) => part.trim());
  const said = parts.filter((part) => part !== '' && part.toLowerCase() !== 'closed');
  const times = said.map((part) => timesPattern.exec(part));
  if (times.some((found) => found === null)) return null;
  return times.map((found) => ({ from: twoDigits(found![1]!), to: twoDigits(found![2]!) }));
}

function twoDigits(clock: string): string {
  return clock.padStart(5, '0');
}

/** A line a day: `2027-12-24 10:00-14:00`, `2027-12-31 closed`. */
export const readExceptions = z
  .string()
  .max(30_000)
  .transform((text, context): unknown => {
    const days = linesOf(text).map((line) => {
      const [, date = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(line)!;
      return { date, hours: parseTimes(rest), isSaid: rest !== '' };
    });
    const wrong = days.find(({ hours, isSaid }) => hours === null || !isSaid);
    if (!wrong) return days.map(({ date, hours }) => ({ date, hours }));
    const looks = 'must look like 2027-12-24 10:00-14:00, or 2027-12-31 closed';
    const message = `${looks}; see ${wrong.date}`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  })
  .pipe(businessHours.shape.exceptions);

/** What stands between blanks, commas and ends of lines. */
export const readList = z
  .string()
  .max(30_000)
  .transform((text): string[] => text.split(/[\s,;]+/).filter(Boolean));

/** One thing a line; a line may hold blanks. */
export const readLines = z
  .string()
  .max(30_000)
  .transform((text): string[] => linesOf(text));

export function dayText(hours: DayHours): string {
  return hours.map(({ from, to }) => `${from}-${to}`).join(', ');
}

export function exceptionsText(exceptions: BusinessHours['exceptions']): string {
  return exceptions.map(({ date, hours }) => `${date} ${dayText(hours) || 'closed'}`).join('\n');
}

function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean);
}
