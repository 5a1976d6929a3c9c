import { alarmSteps } from './alarms.ts';
import { channelSteps } from './channels.ts';
import { consoleSteps } from './console.ts';
import { daySteps } from './days.ts';
import { deskSteps } from './desk.ts';
import { fileSteps } from './files.ts';
import { leftoverSteps } from './leftovers.ts';
import { memberSteps } from './members.ts';
import { messageSteps } from './messages.ts';
import { organisationSteps } from './organisations.ts';
import { peopleSteps } from './people.ts';
import { ratingSteps } from './ratings.ts';
import { reportSteps } from './reports.ts';
import type { Step } from './step.ts';
import { teamSteps } from './teams.ts';

/** Every step, in the order in which they run. */
export const steps: readonly Step[] = [
  ...peopleSteps,
  ...channelSteps,
  ...memberSteps,
  ...teamSteps,
  ...messageSteps,
  ...fileSteps,
  ...organisationSteps,
  ...deskSteps,
  ...alarmSteps,
  ...consoleSteps,
  ...ratingSteps,
  ...reportSteps,
  ...daySteps,
  ...leftoverSteps,
];

/** The version of a schema that this program works with: the id of its last step. */
export function schemaVersion(schema: Step['schema']): number {
  return Math.max(...steps.filter((step) => step.schema === schema).map((step) => step.id));
}
