import { z } from 'zod';
import { weekdays, zone } from '../../internal/contract/hours.ts';
import { automationName, id } from '../../internal/contract/ids.ts';
import { email } from '../../internal/contract/people.ts';
import {
  identityRole,
  seatLimit,
  settingsChange,
  timeOfDay,
  whoMayChat,
} from '../../internal/contract/settings.ts';
import {
  dayText,
  exceptionsText,
  readDay,
  readExceptions,
  readLines,
  readList,
} from './hours-text.ts';
import {
  choice,
  digits,
  line,
  lines,
  number,
  numberOrNull,
  orNull,
  type SettingRow,
  tick,
} from './setting-row.ts';

const { shape } = settingsChange;
const hours = shape.hours.unwrap().shape;

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')];
const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const asLines = (all: readonly string[]) => all.join('\n');
const asWords = (all: readonly string[]) => all.join(' ');

const visitors: readonly SettingRow[] = [
  choice({
    name: 'who_may_chat',
    section: 'Visitors',
    label: 'Who may chat',
    read: whoMayChat,
    options: () => [
      { value: 'guests', label: 'Guests, with a nickname if they like' },
      { value: 'guests_with_email', label: 'Guests who leave an e-mail address' },
      { value: 'members', label: 'Members only' },
    ],
  }),
  choice({
    name: 'default_automation',
    section: 'Visitors',
    label: 'Who answers first',
    read: orNull(automationName),
    options: ({ automations }) => [
      { value: '', label: 'Whom the visitor chooses' },
      ...automations.map(({ name, title }) => ({ value: name, label: title })),
    ],
  }),
  lines({
    name: 'offline_text',
    section: 'Visitors',
    label: 'When nobody is there',
    said: 'The text',
    hint: 'What a visitor reads outside your hours.',
    read: shape.offline_text.unwrap(),
    show: String,
    more: { rows: 3, spellcheck: true, maxlength: 500 },
  }),
  line({
    name: 'languages',
    section: 'Visitors',
    label: 'Languages',
    said: 'One of the languages',
    hint: 'Such as “en de fr”. Empty for all that there are.',
    read: readList.pipe(shape.languages.unwrap()),
    show: asWords,
    more: { optional: true, autocomplete: 'off' },
  }),
  line({
    name: 'mailbox',
    section: 'Visitors',
    label: 'Mailbox',
    hint: 'Gets a mail when somebody waits and nobody is there.',
    read: orNull(email),
    more: { type: 'email', optional: true, autocomplete: 'off', maxlength: 254 },
  }),
  line({
    name: 'daily_mail_at',
    section: 'Visitors',
    label: 'Daily mail at',
    said: 'The time of the daily mail',
    hint: 'What became of every message of the day before, such as “07:00”. Empty for none.',
    read: orNull(timeOfDay),
    more: { optional: true, autocomplete: 'off', maxlength: 5 },
  }),
];

const openingHours: readonly SettingRow[] = [
  choice({
    name: 'zone',
    path: 'hours.zone',
    section: 'Business hours',
    label: 'Time zone',
    hint:
      'Its clocks count. Times of a day look like “09:00-12:30, 13:30-18:00”; ' +
      'empty is closed, “00:00-24:00” is all day.',
    read: zone,
    options: () => zones.map((value) => ({ value, label: value.replaceAll('_', ' ') })),
  }),
  ...weekdays.map((day, at): SettingRow =>
    line({
      name: `day_${day}`,
      path: `hours.week.${day}`,
      section: 'Business hours',
      label: dayNames[at]!,
      said: 'The times',
      read: readDay,
      show: dayText,
      beside: true,
      more: { optional: true, autocomplete: 'off' },
    }),
  ),
  lines({
    name: 'exceptions',
    path: 'hours.exceptions',
    section: 'Business hours',
    label: 'Days with other hours',
    said: 'One of the days',
    hint: 'One a line: “2027-12-24 10:00-14:00”, “2027-12-31 closed”.',
    read: readExceptions,
    show: exceptionsText,
  }),
  lines({
    name: 'holidays',
    path: 'hours.holidays',
    section: 'Business hours',
    label: 'Closed every year',
    said: 'One of the days',
    hint: 'Month and day, one a line: “12-25”.',
    read: readList.pipe(hours.holidays),
    show: asLines,
  }),
];

const agents: readonly SettingRow[] = [
  line({
    name: 'seat_limit',
    section: 'Agents',
    label: 'Conversations at a time',
    said: 'The number',
    hint: 'For agents who have no number of their own under People, and none by a team.',
    read: number.pipe(seatLimit),
    more: digits(2),
  }),
  {
    name: 'team_seat_limits',
    path: 'team_seat_limits',
    section: 'Agents',
    label: 'At a time in a team',
    said: 'The number',
    as: 'teams',
    read: z
      .record(id, numberOrNull.pipe(seatLimit.nullable()))
      .default({})
      .transform((all) => Object.fromEntries(Object.entries(all).filter((one) => one[1] !== null))),
    show: JSON.stringify,
  },
  choice({
    name: 'assignment',
    section: 'Agents',
    label: 'Who waits',
    read: shape.assignment.unwrap().default('offers'),
    options: () => [
      { value: 'offers', label: 'Is offered to an agent who is free' },
      { value: 'pull', label: 'Waits until an agent takes them' },
    ],
  }),
  line({
    name: 'offer_seconds',
    section: 'Agents',
    label: 'Seconds to accept a conversation',
    said: 'The number of seconds',
    read: number.pipe(shape.offer_seconds.unwrap()),
    more: digits(3),
  }),
  line({
    name: 'grace_seconds',
    section: 'Agents',
    label: 'Seconds to come back after a lost connection',
    said: 'The number of seconds',
    read: number.pipe(shape.grace_seconds.unwrap()),
    more: digits(3),
  }),
  line({
    name: 'alarm_seconds',
    section: 'Agents',
    label: 'Seconds until somebody must have looked',
    said: 'The number of seconds',
    hint: 'After that a conversation goes back to the queue, and admins are told of who waits.',
    read: number.pipe(shape.alarm_seconds.unwrap()),
    more: digits(4),
  }),
  lines({
    name: 'categories',
    section: 'Agents',
    label: 'Categories at closing',
    said: 'One of the categories',
    hint: 'What a conversation was about; its agent chooses one. One a line. Empty asks nobody.',
    read: readLines.pipe(shape.categories.unwrap()),
    show: asLines,
    more: { rows: 6, spellcheck: true },
  }),
  tick({
    name: 'typing_preview',
    section: 'Agents',
    label: 'Show agents what a visitor types before it is sent',
    hint: 'Visitors read that it is so before they write. Nothing of it is stored.',
  }),
];

const siteSignIn = 'People your site signs in';

/** Everything but what the widget shows, in the order in which it is read. */
export const generalRows: readonly SettingRow[] = [
  ...visitors,
  ...openingHours,
  ...agents,
  {
    name: 'identity_roles',
    path: 'identity_roles',
    section: siteSignIn,
    label: 'Whom a signed identity with an e-mail address may be',
    said: 'The roles',
    as: 'roles',
    read: z.array(identityRole).default([]),
    show: JSON.stringify,
  },
  tick({
    name: 'identity_creates',
    section: siteSignIn,
    label: 'Make a member of whoever has no account yet',
  }),
  line({
    name: 'retention_days',
    section: 'Keeping',
    label: 'Days that closed conversations stay',
    said: 'The number of days',
    hint:
      'Then what was written in them, and their files, are deleted for good. ' +
      'The figures in the reports stay. Empty keeps everything.',
    read: numberOrNull.pipe(shape.retention_days.unwrap()),
    more: { ...digits(4), optional: true },
  }),
];
