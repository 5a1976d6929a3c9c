import { id } from '../../internal/contract/ids.ts';
import { type Answer, answerJson, type PageAnswer, showPage } from '../answers/answer.ts';
import { widgetStyles } from '../assets/packed.ts';
import type { Language, Texts } from '../languages/languages.ts';
import type { ReadVisit } from '../routing/visit.ts';
import { textKey } from '../static/parts/text-key.js';
import { languagesOf, readChoices, readFront } from './front.ts';

const longestTag = 35;
/** English has but its plurals: no request is worth them. */
const fewTexts = 20;

type ChatTemplate = '/chat/chat' | '/chat/widget';

/** The chat in a language: the one its address asks for, else the browser's. */
export async function showChat(template: ChatTemplate, visit: ReadVisit): Promise<PageAnswer> {
  const { query } = visit;
  const org = orgOf(visit);
  const kept = new URLSearchParams(org ? { org } : {});
  for (const name of ['language', 'with']) {
    const value = query.get(name);
    if (value) kept.set(name, value.slice(0, longestTag));
  }
  const withoutScript = kept.size > 0 ? `/chat/form?${kept.toString()}` : '/chat/form';
  const language = await languageOf(visit, org);
  const front = await readFront(visit, org, language);
  const choices = await readChoices(visit, org);
  const texts = textsFor(language, template);
  const isPacked = template === '/chat/widget' && visit.app.assets.isPacked;
  const own = { texts, org, withoutScript, isPacked, widgetStyles, front, choices };
  return { ...showPage(template, { ...speak(language), ...own }), ...openly(front.logo) };
}

/** The organisation whose chat is asked for; empty for the usual one. */
export function orgOf({ query }: Pick<ReadVisit, 'query'>): string {
  return id.safeParse(query.get('org')).data ?? '';
}

/** How a page for everybody is sent, with a picture that may stand elsewhere. */
export function openly(logo: string | null): { isPublic: true; images: string[] } {
  return { isPublic: true, images: logo === null ? [] : [new URL(logo).origin] };
}

/** The language of a visitor's page, of those that the organisation lets them choose from. */
export async function languageOf(visit: ReadVisit, org: string): Promise<Language> {
  const { app, query, languages } = visit;
  const wished = query.get('language')?.slice(0, longestTag) || null;
  return app.languages.choose(wished, languages, await languagesOf(visit, org));
}

/** What a template needs to speak it. */
export function speak(language: Language): Record<string, unknown> {
  const { tag, direction } = language;
  return { language: tag, direction, say: language.say.bind(language) };
}

/** As scripts look for them; what says the same as its name is left out. */
function underKeys(texts: Texts): Texts {
  const own = Object.entries(texts).map(([name, text]): [string, Texts[string]] => {
    if (typeof text === 'string') return [textKey(name), text];
    const others = Object.entries(text).filter(([, form]) => form !== name);
    return [textKey(name), Object.fromEntries(others)];
  });
  return Object.fromEntries(own);
}

/** What the scripts of a page need: the widget's fetch the rest when a conversation begins. */
function textsFor({ tag, opening, chat }: Language, template: ChatTemplate): string {
  const texts =
    template === '/chat/widget' && Object.keys(chat).length > fewTexts
      ? { texts: underKeys(opening), more: `/chat/texts?language=${tag}` }
      : { texts: underKeys({ ...opening, ...chat }) };
  return JSON.stringify({ language: tag, ...texts });
}

/** What a conversation says beside that, for scripts that begin one. */
export async function giveTexts(visit: ReadVisit): Promise<Answer> {
  const { app, query, languages } = visit;
  const { chat } = app.languages.choose(query.get('language'), languages);
  return answerJson({ texts: underKeys(chat) });
}
