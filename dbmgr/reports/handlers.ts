import type { Handlers } from '../../internal/contract/types.ts';
import type { AvailabilityWatch } from '../automations/availability.ts';
import type { Context } from '../context.ts';
import { listLines } from './list-lines.ts';
import { readDashboard } from './read-dashboard.ts';
import { readReport } from './read-report.ts';

export function reportHandlers(watch: AvailabilityWatch): Handlers<Context>['reports'] {
  return {
    readDashboard: (context) => readDashboard(context, watch),
    readReport,
    listLines,
  };
}
