import type { Team } from '../../internal/contract/teams.ts';
import { threadId } from '../../internal/contract/threads.ts';
import { teamHandlers as handlers } from '../teams/handlers.ts';
import type { Somebody, TalkStage } from './talk-stage.ts';

/** What people do with teams, and what is known of them afterwards. */
export type TeamRoom = ReturnType<typeof openTeamRoom>;

export function openTeamRoom(talk: TalkStage) {
  const by = (who: Somebody) => talk.by(who, 'web');
  const wish = ({ id }: { id: string }, user: Somebody) => ({ id, user: user.id });
  return {
    create: async (who: Somebody, name: string, members: Somebody[] = []): Promise<Team> => {
      const ids = members.map(({ id }) => id);
      const input = { name, icon: null, meta_tags: [], members: ids };
      return (await handlers.createTeam(by(who), input)).team;
    },
    read: async (who: Somebody, { id }: { id: string }) =>
      (await handlers.readTeam(by(who), { id })).team,
    edit: (who: Somebody, { id }: { id: string }, changes: object) =>
      handlers.editTeam(by(who), { id, ...changes }),
    remove: (who: Somebody, team: { id: string }, user: Somebody) =>
      handlers.removeMember(by(who), wish(team, user)),
    add: (who: Somebody, team: { id: string }, user: Somebody) =>
      handlers.addMember(by(who), wish(team, user)),
    promote: (who: Somebody, team: { id: string }, user: Somebody) =>
      handlers.makeAdmin(by(who), wish(team, user)),
    demote: (who: Somebody, team: { id: string }, user: Somebody) =>
      handlers.unmakeAdmin(by(who), wish(team, user)),
    transfer: (who: Somebody, team: { id: string }, user: Somebody) =>
      handlers.transferTeam(by(who), wish(team, user)),
    leave: (who: Somebody, { id }: { id: string }) => handlers.leaveTeam(by(who), { id }),
    drop: (who: Somebody, { id }: { id: string }) => handlers.deleteTeam(by(who), { id }),
    list: (who: Somebody, filters: object = {}) =>
      handlers.listTeams(by(who), { limit: 100, ...filters }),
    members: (who: Somebody, { id }: { id: string }, page: object = {}) =>
      handlers.listTeamMembers(by(who), { id, limit: 100, ...page }),
    /** What the team's channel tells of itself: what, by whom, and about whom. */
    lines: async ({ id }: { id: string }) => {
      const entries = (await talk.log(id)).filter(({ kind }) => kind === 'team');
      return entries.map(({ text }) => {
        const { what, by: who, person } = JSON.parse(text) as Line;
        return [what, who.name, ...(person ? [person.name] : [])].join(' ');
      });
    },
    /** The thread of two people, as `openThread` leaves it. */
    thread: async (team: { id: string }, one: Somebody, other: Somebody): Promise<string> => {
      const id = threadId(team.id, one.id, other.id);
      const [first, second] = [one.id, other.id].toSorted();
      await talk.sql(
        `INSERT INTO channels (id, org_id, kind, team_id, changed_at, made_at)
         VALUES (?, 'main', 'direct', ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
        [id, team.id],
      );
      await talk.sql(
        'INSERT INTO threads (channel_id, team_id, first_id, second_id) VALUES (?, ?, ?, ?)',
        [id, team.id, first, second],
      );
      await talk.sql(
        `INSERT INTO members (channel_id, person_id, joined_version, joined_at)
         VALUES (?, ?, 1, UTC_TIMESTAMP(3)), (?, ?, 1, UTC_TIMESTAMP(3))`,
        [id, first, id, second],
      );
      return id;
    },
    /** Who is in a channel, and its version. */
    place: async (channelId: string) => {
      const [row] = await talk.sql<{ version: number; people: string | null }>(
        `SELECT member_version AS version, (SELECT GROUP_CONCAT(person_id ORDER BY person_id)
           FROM members WHERE channel_id = channels.id) AS people
         FROM channels WHERE id = ?`,
        [channelId],
      );
      return { version: row!.version, people: row!.people?.split(',') ?? [] };
    },
    told: (name: string, person: Somebody) =>
      talk.told
        .filter((told) => told.name === name && told.key === person.id)
        .map((told) => told.payload),
  };
}

type Line = { what: string; by: { name: string }; person?: { name: string } };
