import type { Handlers } from '../../internal/contract/types.ts';
import { refuseConsole } from '../../internal/policy/desks.ts';
import { performLook } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import type { Database } from '../database/open-database.ts';
import { readSettings } from '../organisations/read-settings.ts';
import type { Actor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';
import { findConversations, presentListed } from './find-conversations.ts';
import { readDesks } from './hold-desks.ts';
import { listColleagues } from './list-colleagues.ts';
import { noteVisit } from './note-visit.ts';
import { readConversation, readVisitor, teamsOf } from './read-conversation.ts';

function look<T>(context: Context, work: (db: Database, actor: Actor) => Promise<T>): Promise<T> {
  return performLook(context, async (db, actor) => {
    enforce(refuseConsole(actor.role));
    return work(db, actor);
  });
}

export const deskHandlers: Handlers<Context>['desks'] = {
  readDesk: (context) => look(context, (db, actor) => readDesk(db, actor, context.now())),
  listColleagues: (context) =>
    look(context, (db, actor) => listColleagues(db, actor, context.now())),
  listConversations: (context, wish) =>
    look(context, async (db, actor) => {
      const teams = await teamsOf(db, actor);
      const { rows, more } = await findConversations(db, actor, teams, wish);
      return { conversations: await presentListed(db, rows, wish.words), more };
    }),
  readConversation: (context, wish) =>
    look(context, (db, actor) => readConversation(db, actor, wish)),
  readVisitor: (context, { channel_id }) =>
    look(context, async (db, actor) => ({ visitor: await readVisitor(db, actor, channel_id) })),
  noteVisit,
  async readPreview({ db }, { org }) {
    const { typing_preview } = await readSettings(db, org);
    return { typing_preview };
  },
};

async function readDesk(db: Database, actor: Actor, now: Date) {
  const settings = await readSettings(db, actor.org);
  const desk = (await readDesks(db, [actor.id], now)).get(actor.id);
  const own = await db
    .selectFrom('people')
    .innerJoin('orgs', 'orgs.id', 'people.org_id')
    .where('people.id', '=', actor.id)
    .select(['people.may_ban', 'orgs.name as organisation'])
    .executeTakeFirstOrThrow();
  return {
    paused: desk?.paused ?? false,
    reason: desk?.pauseReason ?? '',
    dnd: desk?.dnd ?? false,
    limit: desk?.limit ?? actor.seatLimit ?? settings.seat_limit,
    may_ban: actor.role === 'admin' || own.may_ban === 1,
    organisation: own.organisation,
    categories: settings.categories,
    typing_preview: settings.typing_preview,
  };
}
