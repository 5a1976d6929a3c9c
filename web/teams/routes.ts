import { z } from 'zod';
import { id } from '../../internal/contract/ids.ts';
import { attachmentOfIcon } from '../../internal/contract/icons.ts';
import { team, teamMember, teams } from '../../internal/contract/teams.ts';
import { created, data, nothing, page } from '../api/api-answer.ts';
import { apiGet, apiWrite, pageQuery } from '../api/build-routes.ts';
import { leadOn, readPlace } from '../api/keyset-cursors.ts';
import type { Route } from '../routing/route.ts';

const { createTeam, editTeam, listTeams } = teams.operations;
const { role, tag, q } = listTeams.input.shape;

const reads = { scope: 'teams:read' } as const;
const writes = { scope: 'teams:write' } as const;

/** An image of many pixels takes a second or two; what takes longer is there when asked again. */
const lookMs = 4000;

const wholeTeams: readonly Route[] = [
  apiGet('/v1/teams', {
    ...reads,
    summary: 'Teams that one is in',
    operationId: 'listTeams',
    description: 'In the order in which they were made; large teams come fewer to a page.',
    query: z.strictObject({ ...pageQuery, role, tag, q }),
    output: z.array(team),
    paged: true,
    async answer(visit, { query }) {
      const { cursor, limit, ...filters } = query;
      const wish = { ...filters, ...readPlace(visit, { cursor, limit }) };
      const listed = await visit.calls.teams.listTeams(wish, visit.as);
      return page(listed.teams, leadOn(listed));
    },
  }),
  apiWrite('POST', '/v1/teams', {
    ...writes,
    summary: 'Make a team',
    operationId: 'createTeam',
    body: createTeam.input,
    output: team,
    versioned: true,
    creates: true,
    async act({ calls, as }, { body }) {
      const made = (await calls.teams.createTeam(body, as)).team;
      return created(made, { version: made.version, location: `/v1/teams/${made.id}` });
    },
  }),
  apiGet('/v1/teams/:id', {
    ...reads,
    summary: 'A team',
    operationId: 'readTeam',
    output: team,
    versioned: true,
    async answer({ calls, as }, { params }) {
      const found = (await calls.teams.readTeam(params, as)).team;
      return data(found, { version: found.version });
    },
  }),
  apiWrite('PATCH', '/v1/teams/:id', {
    ...writes,
    summary: 'Edit a team, switch it off or on',
    operationId: 'editTeam',
    description:
      'What is not given stays. For the one who holds the team. An `icon` is an https address, ' +
      'or `attachment:` and the id of an image that one has uploaded into the team.',
    body: editTeam.input.omit({ id: true, version: true }),
    output: team,
    versioned: true,
    async act({ calls, as, version }, { params, body }) {
      const picture = attachmentOfIcon(body.icon ?? null);
      if (picture !== null) {
        await calls.attachments.prepareAttachment({ id: picture }, { ...as, timeoutMs: lookMs });
      }
      const wish = { ...body, ...params, ...(version === undefined ? {} : { version }) };
      const edited = (await calls.teams.editTeam(wish, as)).team;
      return data(edited, { version: edited.version });
    },
  }),
  apiWrite('DELETE', '/v1/teams/:id', {
    ...writes,
    summary: 'Delete a team',
    operationId: 'deleteTeam',
    description: 'Nobody reads it any more. For the one who holds the team.',
    versioned: true,
    async act({ calls, as, version }, { params }) {
      await calls.teams.deleteTeam({ ...params, ...(version !== undefined && { version }) }, as);
      return nothing();
    },
  }),
];

const peopleInTeams: readonly Route[] = [
  apiGet('/v1/teams/:id/members', {
    ...reads,
    summary: 'Who is in a team',
    operationId: 'listTeamMembers',
    query: z.strictObject(pageQuery),
    output: z.array(teamMember),
    paged: true,
    async answer(visit, { params, query }) {
      const wish = { ...params, ...readPlace(visit, query) };
      const listed = await visit.calls.teams.listTeamMembers(wish, visit.as);
      return page(listed.members, leadOn(listed));
    },
  }),
  apiWrite('PUT', '/v1/teams/:id/members/:user', {
    ...writes,
    summary: 'Add somebody to a team',
    operationId: 'addTeamMember',
    description: 'Whoever is in it stays what they are. For its admins and the one who holds it.',
    output: teamMember,
    async act({ calls, as }, { params }) {
      return data((await calls.teams.addMember(params, as)).member);
    },
  }),
  apiWrite('DELETE', '/v1/teams/:id/members/:user', {
    ...writes,
    summary: 'Remove somebody from a team',
    operationId: 'removeTeamMember',
    description: 'Admins remove members; the one who holds the team removes admins, too.',
    async act({ calls, as }, { params }) {
      await calls.teams.removeMember(params, as);
      return nothing();
    },
  }),
  apiWrite('PUT', '/v1/teams/:id/admins/:user', {
    ...writes,
    summary: 'Make a member an admin of the team',
    operationId: 'makeTeamAdmin',
    output: teamMember,
    async act({ calls, as }, { params }) {
      return data((await calls.teams.makeAdmin(params, as)).member);
    },
  }),
  apiWrite('DELETE', '/v1/teams/:id/admins/:user', {
    ...writes,
    summary: 'Make an admin of the team a member again',
    operationId: 'unmakeTeamAdmin',
    async act({ calls, as }, { params }) {
      await calls.teams.unmakeAdmin(params, as);
      return nothing();
    },
  }),
  apiWrite('POST', '/v1/teams/:id/leave', {
    ...writes,
    summary: 'Leave a team',
    operationId: 'leaveTeam',
    description: 'The one who holds it gives it away first: 409.',
    async act({ calls, as }, { params }) {
      await calls.teams.leaveTeam(params, as);
      return nothing();
    },
  }),
  apiWrite('POST', '/v1/teams/:id/transfer', {
    ...writes,
    summary: 'Give a team to one of its members',
    operationId: 'transferTeam',
    description: 'Who held it is an admin from then on.',
    body: z.strictObject({ user: id }),
    output: team,
    async act({ calls, as }, { params, body }) {
      const given = (await calls.teams.transferTeam({ ...params, ...body }, as)).team;
      return data(given, { version: given.version });
    },
  }),
];

/** Teams and who is in them. */
export const teamRoutes: readonly Route[] = [...wholeTeams, ...peopleInTeams];
