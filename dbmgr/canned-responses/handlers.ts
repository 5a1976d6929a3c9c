import type { Handlers } from '../../internal/contract/types.ts';
import { refuseCanned } from '../../internal/policy/canned-responses.ts';
import { performLook } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import { enforce } from '../refuse.ts';
import { addResponse, editResponse, removeResponse } from './change-response.ts';
import { readCannedTeams, readResponses } from './read-responses.ts';

export const cannedResponseHandlers: Handlers<Context>['cannedResponses'] = {
  listResponses: (context) =>
    performLook(context, async (db, actor) => {
      enforce(refuseCanned(actor.role));
      const teams = await readCannedTeams(db, actor);
      const isAdmin = actor.role === 'admin';
      const own = teams.filter(({ level }) => isAdmin || (level !== null && level !== 'member'));
      return {
        responses: await readResponses(db, actor, teams),
        teams: own.map(({ id, name }) => ({ id, name })),
        organisation: isAdmin,
      };
    }),
  addResponse,
  editResponse,
  removeResponse,
};
