import type { z } from 'zod';
import { defaultOrg } from '../../internal/contract/people.ts';
import { brand } from '../../internal/contract/settings.ts';
import { type Answer, showPage } from '../answers/answer.ts';
import { widgetStyles } from '../assets/packed.ts';
import { readChoices, readFront } from '../chat/front.ts';
import { openly, speak } from '../chat/show-chat.ts';
import { page, type Route } from '../routing/route.ts';
import { type ReadVisit, signedIn } from '../routing/visit.ts';
import { settingsPage } from './settings-pages.ts';
import { widgetRows } from './widget-rows.ts';

const path = '/admin/widget';

/** How the organisation's widget looks, where it may stand, and what its site pastes. */
export const widgetRoutes: readonly Route[] = [
  ...settingsPage({
    path,
    template: '/organisations/widget',
    rows: widgetRows,
    framing: 'setup',
    more: async ({ app, login }, { colour = '', greeting = '', logo = '' }) => {
      const looks = new URLSearchParams({ colour, greeting, logo });
      return {
        snippet: snippetFor(app.origins.own[0] ?? '', login?.user.org ?? defaultOrg),
        preview: `${path}/preview?${looks.toString()}`,
      };
    },
  }),
  page(`${path}/preview`, ['admin'], showPreview, { framing: 'preview' }),
];

/** What stands before `</body>` of a page that shows the widget. */
function snippetFor(origin: string, org: string): string {
  const place = org === defaultOrg ? '' : ` data-org="${org}"`;
  return `<script src="${origin}/widget.js"${place} async></script>`;
}

/** The widget as it opens for visitors, in a look that is not saved yet; nothing in it works. */
async function showPreview(visit: ReadVisit): Promise<Answer> {
  const { app, languages, query } = visit;
  const { org } = signedIn(visit).user;
  const language = app.languages.choose(null, languages);
  const front = await readFront(visit, org, language);
  const colour = valid(brand.shape.colour, query.get('colour'));
  const logo = valid(brand.shape.logo, query.get('logo'));
  const greeting = valid(brand.shape.greeting, query.get('greeting')) ?? '';
  const own = (await app.widgetSites.frontOf(org))?.name ?? null;
  const looks = {
    name: front.name ?? (colour || logo ? own : null),
    logo,
    greeting,
    brandStyles: colour && `/chat/brand.css?colour=${colour.slice(1)}`,
  };
  const data = {
    ...speak(language),
    org,
    isPacked: false,
    widgetStyles,
    front: { ...front, ...looks, closed: null, whoMayChat: 'guests' },
    choices: await readChoices(visit, org),
  };
  return { ...showPage('/organisations/preview', data), images: openly(logo).images };
}

/** What cannot be saved is not shown either: Natter's own stands there. */
function valid<S extends z.ZodType<string | null>>(schema: S, typed: string | null) {
  return typed ? (schema.safeParse(typed).data ?? null) : null;
}
