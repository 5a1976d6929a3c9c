import type { Features } from '../../internal/contract/features.ts';
import { defaultOrg } from '../../internal/contract/people.ts';
import type { OutputOf } from '../../internal/contract/types.ts';
import type { Language } from '../languages/languages.ts';
import type { ReadVisit } from '../routing/visit.ts';

type Automation = OutputOf<
  Features['automations']['operations']['listAutomations']
>['automations'][number];

/** What a chat's page says of the organisation whose chat it is. */
export type ShownFront = {
  /** Null where the product's own stand. */
  name: string | null;
  logo: string | null;
  greeting: string;
  brandStyles: string | null;
  whoMayChat: 'guests' | 'guests_with_email' | 'members';
  /** While it is closed: what is said of that, and when it opens, by its own clock. */
  closed: { text: string; opensAt: string | null; opens: string } | null;
};

/** Whom a visitor may write to besides a person; null when that cannot be known just now. */
export type Choices = { automations: Automation[]; chosen: string; isKnown: boolean };

/** As anybody may see it; the usual one when it cannot be had now, or there is none. */
export async function readFront(
  { app }: Pick<ReadVisit, 'app'>,
  org: string,
  { tag }: Pick<Language, 'tag'>,
): Promise<ShownFront> {
  const front = await app.widgetSites.frontOf(org || undefined);
  if (!front) return usual;
  const { brand, id, opens_at: opensAt, offline_text: text, zone } = front;
  const hasBrand = id !== 'main' || brand.colour !== null || brand.logo !== null;
  return {
    name: hasBrand ? front.name : null,
    logo: brand.logo,
    greeting: brand.greeting,
    brandStyles: brand.colour && `/chat/brand.css?colour=${brand.colour.slice(1)}`,
    whoMayChat: front.who_may_chat,
    closed: front.open
      ? null
      : { text, opensAt, opens: opensAt === null ? '' : sayMoment(opensAt, tag, zone) },
  };
}

const usual: ShownFront = {
  name: null,
  logo: null,
  greeting: '',
  brandStyles: null,
  whoMayChat: 'guests',
  closed: null,
};

/** The organisation's clock, and which it is; scripts say it by the reader's own. */
export function sayMoment(at: string, tag: string, zone: string): string {
  return new Intl.DateTimeFormat(tag, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: 'numeric',
    minute: '2-digit',
    timeZone: zone,
    timeZoneName: 'short',
  }).format(new Date(at));
}

/** With the one that is chosen before the visitor chooses: wished, usual here, running. */
export async function readChoices(
  { app, calls, as, query }: ReadVisit,
  org: string,
): Promise<Choices> {
  const [front, listed] = await Promise.all([
    app.widgetSites.frontOf(org || undefined),
    calls.automations.listAutomations({ org: org || defaultOrg }, as).catch(() => null),
  ]);
  const automations = listed?.automations ?? [];
  const names = new Set(['person', ...automations.map(({ name }) => name)]);
  const running = automations.find((one) => one.running)?.name;
  const wishes = [query.get('with'), front?.default_automation, running];
  const chosen = wishes.find((name) => name && names.has(name)) ?? 'person';
  return { automations, chosen, isKnown: listed !== null };
}

/** The languages that an organisation's visitors may choose from; none: all there are. */
export async function languagesOf({ app }: Pick<ReadVisit, 'app'>, org: string) {
  return (await app.widgetSites.frontOf(org || undefined))?.languages ?? [];
}
