import { z } from 'zod';
import { AppError } from '../../internal/contract/errors.ts';
import { email } from '../../internal/contract/people.ts';
import { ratingComment } from '../../internal/contract/ratings.ts';
import { formats } from '../../internal/transcripts/renderer.ts';
import { type Answer, goTo } from '../answers/answer.ts';
import { HttpError } from '../answers/http-error.ts';
import { form, page, type Route, type WriteRoute } from '../routing/route.ts';
import type { ReadVisit, WriteVisit } from '../routing/visit.ts';
import { sendTranscript } from '../transcripts/send-transcript.ts';
import { formPath, goBack, queryOf, visitorHere } from './form-address.ts';
import { languageOf, orgOf } from './show-chat.ts';

const nothing = z.strictObject({});
const limit = 60;

const ratingFields = z.strictObject({
  score: z.enum(['1', '2', '3', '4', '5']).transform(Number),
  comment: ratingComment.default(''),
});

const leavingFields = z.strictObject({
  email: z.union([z.literal('').transform(() => undefined), email]).optional(),
});

/**
 * What a visitor without script does besides writing; each goes back to the conversation, `again`
 * with what has to be put right.
 */
export const formActs = (again: WriteRoute['again']): readonly Route[] => [
  form(`${formPath}/person`, 'anyone', {
    fields: nothing,
    limit,
    act: (visit) =>
      perform(visit, async ({ calls }, by, channel) => {
        await calls.conversations.handOff(channel, by);
        await noteLeft(visit, false);
      }),
  }),
  form(`${formPath}/leave`, 'anyone', {
    fields: leavingFields,
    again,
    limit,
    act: (visit, fields) =>
      perform(visit, async ({ calls }, by, channel) => {
        await calls.conversations.leaveMessage({ ...channel, ...fields }, by);
        await noteLeft(visit, true);
      }),
  }),
  form(`${formPath}/bot`, 'anyone', {
    fields: nothing,
    limit,
    act: (visit) =>
      perform(visit, ({ calls }, by, channel) =>
        calls.conversations.returnToAutomation(channel, by),
      ),
  }),
  form(`${formPath}/rating`, 'anyone', {
    fields: ratingFields,
    limit,
    act: (visit, fields) =>
      perform(visit, ({ calls }, by, channel) =>
        calls.ratings.rateConversation({ ...channel, ...fields }, by),
      ),
  }),
  form(`${formPath}/forget`, 'anyone', { fields: nothing, act: forget, limit }),
  page(`${formPath}/transcript`, 'anyone', giveTranscript, { limit }),
];

type By = WriteVisit['as'];

/** Whoever has no conversation in this browser is led back to where one begins. */
async function perform(
  visit: WriteVisit,
  act: (visit: WriteVisit, by: By, channel: { channel_id: string }) => Promise<unknown>,
): Promise<Answer> {
  const { as } = visit;
  const visitor = visitorHere(visit);
  if (visitor) await act(visit, { ...as, login: visitor.login }, { channel_id: visitor.channel });
  return goBack(visit);
}

async function noteLeft(visit: WriteVisit, hasLeft: boolean): Promise<void> {
  const { browser } = visit;
  const visitor = visitorHere(visit);
  if (visitor && (visitor.hasLeft === true) !== hasLeft) {
    await browser.keepVisitor({ ...visitor, hasLeft });
  }
}

async function forget(visit: WriteVisit): Promise<Answer> {
  const { calls, as, browser } = visit;
  const visitor = visitorHere(visit);
  if (visitor) {
    await calls.logins.endLogin({}, { ...as, login: visitor.login }).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.code === 'unavailable') throw error;
    });
    await browser.keepVisitor(null);
  }
  return goTo(`${formPath}${queryOf(visit)}`);
}

/** By the clock of the organisation: a page without script cannot know the reader's. */
async function giveTranscript(visit: ReadVisit): Promise<Answer> {
  const { app, as, query } = visit;
  const visitor = visitorHere(visit);
  if (!visitor) throw new HttpError(404, 'There is no conversation in this browser.');
  const org = orgOf(visit);
  const [front, { tag: language }] = await Promise.all([
    app.widgetSites.frontOf(org || undefined),
    languageOf(visit, org),
  ]);
  const format = z.enum(formats).catch('text').parse(query.get('format'));
  const wish = { format, language, zone: front?.zone ?? 'UTC' };
  return sendTranscript(visit, { ...as, login: visitor.login }, visitor.channel, wish);
}
