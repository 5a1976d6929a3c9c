import { brand, settingsChange } from '../../internal/contract/settings.ts';
import { readList } from './hours-text.ts';
import { line, lines, orNull, type SettingRow } from './setting-row.ts';

/** What visitors see of the organisation, and on which sites. */
export const widgetRows: readonly SettingRow[] = [
  lines({
    name: 'greeting',
    path: 'brand.greeting',
    section: 'Look',
    label: 'Greeting',
    hint: 'What a visitor reads first. Empty for Natter’s own.',
    read: brand.shape.greeting,
    show: String,
    more: { rows: 2, spellcheck: true, maxlength: 500 },
  }),
  line({
    name: 'colour',
    path: 'brand.colour',
    section: 'Look',
    label: 'Colour',
    hint: 'Such as “#0b7285”. Empty for Natter’s own.',
    read: orNull(brand.shape.colour.unwrap()),
    more: { optional: true, autocomplete: 'off', maxlength: 7 },
  }),
  line({
    name: 'logo',
    path: 'brand.logo',
    section: 'Look',
    label: 'Logo',
    hint: 'The https address of a picture.',
    read: orNull(brand.shape.logo.unwrap()),
    more: { type: 'url', optional: true, autocomplete: 'off', maxlength: 2048 },
  }),
  lines({
    name: 'origins',
    section: 'Where it may stand',
    label: 'Sites that may show the widget',
    said: 'One of the addresses',
    hint: 'One a line, such as “https://shop.example.org”.',
    read: readList.pipe(settingsChange.shape.origins.unwrap()),
    show: (all: readonly string[]) => all.join('\n'),
  }),
];
