import type { Period } from '../../internal/contract/periods.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { countDays } from '../../internal/policy/days.ts';
import { type Days, daysOfPreset, maxPeriodDays } from '../../internal/policy/periods.ts';

/** The days that are asked for, on the organisation's calendar; `invalid` names the field. */
export function findDays(period: Period, zone: string, now: Date): Days {
  if ('preset' in period) return daysOfPreset(period.preset, zone, now.getTime());
  const { from, to } = period;
  if (from > to) throw invalid('to', 'must not be before the first day');
  if (countDays(period) > maxPeriodDays) {
    throw invalid('to', `must be at most ${maxPeriodDays} days after the first day`);
  }
  return { from, to };
}

function invalid(field: 'from' | 'to', what: string): AppError {
  return new AppError('invalid', `${field}: ${what}.`, { fields: { [field]: what } });
}
