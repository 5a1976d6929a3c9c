type Case = { named: { id: string; channel: string } };

const nothing = () => ({});
const inTeam = ({ named }: Case) => ({ id: named.channel });
const somebody = ({ named }: Case) => ({ id: named.channel, user: named.id });

/** Of teams and the people in them. */
export const teamInputs: Record<string, (details: Case) => object> = {
  'people.listPeople': nothing,
  'teams.createTeam': () => ({ name: 'A new team' }),
  'teams.listTeams': nothing,
  'teams.readTeam': inTeam,
  'teams.editTeam': ({ named }) => ({ id: named.channel, name: 'Another name' }),
  'teams.deleteTeam': inTeam,
  'teams.listTeamMembers': inTeam,
  'teams.addMember': somebody,
  'teams.removeMember': somebody,
  'teams.makeAdmin': somebody,
  'teams.unmakeAdmin': somebody,
  'teams.leaveTeam': inTeam,
  'teams.transferTeam': somebody,
};
