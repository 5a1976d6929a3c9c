import type { Handlers } from '../../internal/contract/types.ts';
import type { Context } from '../context.ts';
import { makeAdmin, transferTeam, unmakeAdmin } from './change-levels.ts';
import { addMember, leaveTeam, removeFromTeam } from './change-members.ts';
import { createTeam } from './create-team.ts';
import { deleteTeam } from './delete-team.ts';
import { editTeam } from './edit-team.ts';
import { listTeamMembers, listTeams, readTeam } from './list-teams.ts';

export const teamHandlers: Handlers<Context>['teams'] = {
  createTeam,
  listTeams,
  readTeam,
  editTeam,
  deleteTeam,
  listTeamMembers,
  addMember,
  removeMember: removeFromTeam,
  makeAdmin,
  unmakeAdmin,
  leaveTeam,
  transferTeam,
};
