import { afterAll, beforeAll, expect, test } from 'vitest';
import { deskHandlers } from '../desks/handlers.ts';
import { deactivateStaff } from '../people/switch-staff.ts';
import { teamHandlers } from '../teams/handlers.ts';
import { type Desk, openDesk } from '../testing/desk.ts';
import { seedTeam } from '../testing/seeded-team.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';
import { conversationHandlers as handlers } from './handlers.ts';

let talk: TalkStage;
let desk: Desk;
beforeAll(async () => {
  talk = await openTalkStage();
  desk = openDesk(talk);
});
afterAll(() => talk[Symbol.asyncDispose]());

async function talking(agent: Somebody): Promise<{ channel_id: string }> {
  const channel_id = await talk.start(await talk.somebody('user'), 'person');
  await desk.take(agent, channel_id);
  return { channel_id };
}

test('giving one to a team in which nobody answers visitors is refused', async () => {
  const [ana, mo] = [await desk.workingAgent(), await talk.somebody('member')];
  const teamId = await seedTeam(talk, [mo]);
  const { channel_id } = await talking(ana);
  const wish = { channel_id, to: { team: teamId }, note: '' };
  const refused = handlers.transferConversation(talk.by(ana), wish);
  const message = 'Nobody in that team answers visitors.';
  await expect(refused).rejects.toMatchObject({ code: 'conflict', message });
  expect(await desk.row(channel_id)).toMatchObject({ state: 'open', owner_id: ana.id });
  const { teams } = await deskHandlers.listColleagues(talk.by(ana, 'web'), {});
  expect(teams.map(({ id }) => id)).not.toContain(teamId);
});

test('what was given to a team whose last agent goes is for all agents from then on', async () => {
  const boss = await talk.somebody('admin');
  const leave = {
    'leaves it': (agent: Somebody, id: string) => teamHandlers.leaveTeam(talk.by(agent), { id }),
    'is switched off': (agent: Somebody) =>
      deactivateStaff(talk.by(boss), 'agent', { id: agent.id }),
  };
  for (const go of Object.values(leave)) {
    const [ana, bob, mo] = [
      await desk.workingAgent(),
      await desk.workingAgent(),
      await talk.somebody('member'),
    ];
    const teamId = await seedTeam(talk, [mo, ana, bob]);
    const { channel_id } = await talking(ana);
    await handlers.transferConversation(talk.by(ana), {
      channel_id,
      to: { team: teamId },
      note: '',
    });
    await go(ana, teamId);
    expect(await desk.row(channel_id)).toMatchObject({ team_id: teamId });
    await go(bob, teamId);
    expect(await desk.row(channel_id)).toMatchObject({ team_id: null, state: 'waiting' });
    await expect.poll(() => desk.listed(channel_id).at(-1)?.team_id).toBeUndefined();
  }
});
