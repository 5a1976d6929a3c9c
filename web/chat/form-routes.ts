import { randomUUID } from 'node:crypto';
import type { Rating } from '../../internal/contract/ratings.ts';
import { type Answer, showPage } from '../answers/answer.ts';
import { form, page, type Refused, type Route } from '../routing/route.ts';
import type { ReadVisit, WriteVisit } from '../routing/visit.ts';
import type { SessionVisitor } from '../sessions/sessions.ts';
import { describeRefusals, describeTrouble } from './describe-refusals.ts';
import { formActs } from './form-acts.ts';
import { formPath, goBack, queryOf, visitorHere } from './form-address.ts';
import { readLog } from './form-log.ts';
import { readChoices, readFront } from './front.ts';
import { languageOf, openly, orgOf, speak } from './show-chat.ts';
import { writeByForm } from './write-by-form.ts';
import { type WriteFields, writeFields } from './write-fields.ts';

/** 10,000 characters, each percent-encoded as up to twelve. */
const maxBytes = 128 * 1024;
const writesPerMinute = 60;
const readsPerMinute = 240;

/** The chat without script: a form, the log, and a link to load it again. */
export const formRoutes: readonly Route[] = [
  page(formPath, 'anyone', (visit) => show(visit), { limit: readsPerMinute }),
  form(formPath, 'anyone', {
    fields: writeFields,
    act: write,
    again,
    limit: writesPerMinute,
    maxBytes,
  }),
  ...formActs(again),
];

function again(visit: WriteVisit, refused: Refused): Promise<Answer> {
  return show({ ...visit, calls: visit.app.reads }, refused);
}

async function show(visit: ReadVisit, refused?: Refused): Promise<Answer> {
  const org = refused?.values['org'] ?? orgOf(visit);
  const language = await languageOf(visit, org);
  const visitor = visitorHere(visit, org);
  const log = visitor ? await readLog(visit, visitor, language) : null;
  const front = await readFront(visit, org, language);
  const values: Record<string, string> = { org, ...refused?.values };
  const isUnsure = refused?.trouble?.code === 'unavailable';
  const data = {
    ...speak(language),
    front,
    query: queryOf(visit),
    log,
    state: log?.state ?? 'none',
    rating: log?.state === 'closed' ? await readRating(visit, visitor!) : null,
    choices: await readChoices(visit, org),
    // Whether the same was stored is not known: under its id it is stored once.
    id: (isUnsure && values.id) || randomUUID(),
    values,
    trouble: refused?.trouble && describeTrouble(refused.trouble, language),
    errors: describeRefusals(refused?.messages ?? {}, language),
  };
  const shown = showPage('/chat/form', data, refused ? 422 : 200);
  return { ...shown, images: openly(front.logo).images };
}

type Standing = { rating: Rating | null; isOpen: boolean };

/** What the visitor said of a conversation that has ended; null when it cannot be had. */
async function readRating(
  { calls, as }: ReadVisit,
  { login, channel }: SessionVisitor,
): Promise<Standing | null> {
  const by = { ...as, login };
  const wish = { channel_id: channel };
  const found = await calls.ratings.readRating(wish, by).catch(() => null);
  if (!found) return null;
  return { rating: found.rating, isOpen: Date.parse(found.open_until ?? '') > Date.now() };
}

async function write(visit: WriteVisit, fields: WriteFields): Promise<Answer> {
  await writeByForm(visit, fields);
  return goBack(visit);
}
