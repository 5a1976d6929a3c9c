import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { channelHandlers } from '../channels/handlers.ts';
import { type Desk, openDesk } from '../testing/desk.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';
import { endLogin } from '../logins/end-login.ts';
import { deactivateStaff } from '../people/switch-staff.ts';
import { teamHandlers } from '../teams/handlers.ts';
import { conversationHandlers as handlers } from './handlers.ts';

let talk: TalkStage;
let desk: Desk;
beforeAll(async () => {
  talk = await openTalkStage();
  desk = openDesk(talk);
});
afterAll(() => talk[Symbol.asyncDispose]());

async function talking(agent: Somebody): Promise<{ visitor: Somebody; channel_id: string }> {
  const visitor = await talk.somebody('user', { name: 'Vera' });
  const channel_id = await talk.start(visitor, 'person');
  await desk.take(agent, channel_id);
  return { visitor, channel_id };
}

async function team(...people: Somebody[]): Promise<string> {
  const id = `team-${people[0]!.id}`;
  const now = 'UTC_TIMESTAMP(3)';
  await talk.sql(
    `INSERT INTO channels (id, org_id, kind, changed_at, made_at)
     VALUES (?, 'main', 'team', ${now}, ${now})`,
    [id],
  );
  await talk.sql(
    `INSERT INTO teams (id, org_id, name, super_admin, made_at) VALUES (?, 'main', 'T', ?, ${now})`,
    [id, people[0]!.id],
  );
  for (const { id: person } of people) {
    await talk.sql(
      `INSERT INTO members (channel_id, person_id, joined_version, joined_at)
       VALUES (?, ?, 1, ${now})`,
      [id, person],
    );
  }
  return id;
}

const liveFor = async (who: Somebody) =>
  (await channelHandlers.joinChannels(talk.by(who), {})).channels;

describe('a transfer', () => {
  test('C3: to an agent takes a seat there; the former one is out at once', async () => {
    const [ana, bob] = [await desk.workingAgent(), await desk.workingAgent({ limit: 1 })];
    const { visitor, channel_id } = await talking(ana);
    const wish = { channel_id, to: { agent: bob.id }, note: 'asks about the bill' };
    const { conversation } = await handlers.transferConversation(talk.by(ana), wish);
    expect(conversation).toMatchObject({ state: 'open', owner: { id: bob.id } });
    expect(await desk.row(channel_id)).toMatchObject({ staff_note: 'asks about the bill' });
    expect(await desk.members(channel_id)).toEqual([bob.id, visitor.id].sort());
    expect(await talk.say(ana, channel_id, 'still here')).toMatchObject({ code: 'not_found' });
    expect((await liveFor(ana)).map(({ id }) => id)).not.toContain(channel_id);

    const second = await talking(ana);
    const full = { channel_id: second.channel_id, to: { agent: bob.id }, note: '' };
    const refused = handlers.transferConversation(talk.by(ana), full);
    await expect(refused).rejects.toMatchObject({ code: 'conflict' });
    expect(await desk.row(second.channel_id)).toMatchObject({ owner_id: ana.id });
  });

  test('C1: to a team goes to its front; other agents neither have nor read it', async () => {
    const [ana, bob, cem] = [
      await desk.workingAgent(),
      await desk.workingAgent(),
      await desk.workingAgent(),
    ];
    const teamId = await team(bob);
    const { visitor, channel_id } = await talking(ana);
    await talk.say(visitor, channel_id, 'my secret');
    const wish = { channel_id, to: { team: teamId }, note: 'for the lawyers' };
    await handlers.transferConversation(talk.by(ana), wish);
    expect(await desk.row(channel_id)).toMatchObject({ state: 'waiting', comes_first: 1 });
    const listed = (await desk.waiting(cem)).find(
      ({ conversation }) => conversation.channel_id === channel_id,
    )!;
    expect(listed).toMatchObject({ team_id: teamId, last: [] });
    expect(listed.note).toBeUndefined();
    await expect(desk.take(cem, channel_id)).rejects.toMatchObject({ code: 'not_found' });
    expect((await desk.take(bob, channel_id)).conversation.owner?.id).toBe(bob.id);
  });

  test('to a team that is deleted is for all agents from then on', async () => {
    const [ana, bob] = [await desk.workingAgent(), await desk.workingAgent()];
    const teamId = await team(ana);
    const waits = await talking(ana);
    const runs = await talking(ana);
    for (const { channel_id } of [waits, runs]) {
      const wish = { channel_id, to: { team: teamId }, note: '' };
      await handlers.transferConversation(talk.by(ana), wish);
    }
    await desk.take(ana, runs.channel_id);
    await expect(desk.take(bob, waits.channel_id)).rejects.toMatchObject({ code: 'not_found' });
    await talk.sql("UPDATE members SET level = 'super_admin' WHERE channel_id = ?", [teamId]);
    await teamHandlers.deleteTeam(talk.by(ana), { id: teamId });
    await expect.poll(() => desk.listed(waits.channel_id).at(-1)?.team_id).toBeUndefined();
    expect(await desk.row(runs.channel_id)).toMatchObject({ state: 'open', team_id: null });
    expect((await desk.take(bob, waits.channel_id)).conversation.owner?.id).toBe(bob.id);
  });

  test('to an automation; the visitor may ask for a person again', async () => {
    const ana = await desk.workingAgent();
    const { visitor, channel_id } = await talking(ana);
    const wish = { channel_id, to: { automation: 'chat-bot' }, note: '' };
    const { conversation } = await handlers.transferConversation(talk.by(ana), wish);
    expect(conversation).toMatchObject({ state: 'bot', owner: { kind: 'automation' } });
    expect((await desk.handOff(visitor, channel_id)).conversation.state).toBe('waiting');
  });

  test('C1: is for its agent and for admins of the house', async () => {
    const [ana, bob] = [await desk.workingAgent(), await desk.workingAgent()];
    const { visitor, channel_id } = await talking(ana);
    const wish = { channel_id, to: { agent: bob.id }, note: '' };
    await talk.stage.people.organisation('elsewhere').catch(() => undefined);
    const stranger = await talk.somebody('admin', { org: 'elsewhere' });
    for (const who of [bob, visitor, stranger]) {
      const refused = handlers.transferConversation(talk.by(who), wish);
      await expect(refused).rejects.toMatchObject({ code: 'not_found' });
    }
    const admin = await talk.somebody('admin');
    await handlers.transferConversation(talk.by(admin), wish);
    expect(await desk.row(channel_id)).toMatchObject({ owner_id: bob.id });
  });
});

describe('help', () => {
  test('a second agent comes for everybody to see, writes, and goes', async () => {
    const [ana, bob] = [await desk.workingAgent(), await talk.somebody('agent', { name: 'Bob' })];
    const { visitor, channel_id } = await talking(ana);
    const wish = { channel_id, person_id: bob.id };
    expect(await talk.say(bob, channel_id, 'hi')).toMatchObject({ code: 'not_found' });
    await handlers.inviteColleague(talk.by(ana), wish);
    expect(await talk.say(bob, channel_id, 'hello, I am Bob')).toHaveProperty('seq');
    expect((await liveFor(bob)).map(({ id }) => id)).toEqual([channel_id]);
    const log = await talk.log(channel_id);
    expect(log.map(({ text }) => text).join()).toMatch('Bob joined the conversation.');
    const twice = handlers.inviteColleague(talk.by(ana), wish);
    await expect(twice).rejects.toMatchObject({ code: 'conflict' });
    await handlers.leaveConversation(talk.by(bob), { channel_id });
    expect(await talk.say(bob, channel_id, 'hi')).toMatchObject({ code: 'not_found' });

    await handlers.inviteColleague(talk.by(ana), wish);
    await desk.close(visitor, channel_id);
    expect(await desk.members(channel_id)).toEqual([visitor.id]);
  });

  test('a specialist comes from a team of whoever asks, and from nowhere else', async () => {
    const ana = await desk.workingAgent();
    const [dora, eve] = [await talk.somebody('member'), await talk.somebody('member')];
    await team(ana, dora);
    const { channel_id } = await talking(ana);
    const foreign = handlers.inviteColleague(talk.by(ana), { channel_id, person_id: eve.id });
    await expect(foreign).rejects.toMatchObject({ code: 'not_found' });
    await handlers.inviteColleague(talk.by(ana), { channel_id, person_id: dora.id });
    expect(await talk.say(dora, channel_id, 'as a specialist')).toHaveProperty('seq');
    expect((await liveFor(dora)).map(({ id }) => id)).toContain(channel_id);
  });

  test('C5: the visitor is nobody who may be brought in, whatever team they share', async () => {
    const ana = await desk.workingAgent();
    const dora = await talk.somebody('member', { name: 'Dora' });
    await team(ana, dora);
    const channel_id = await talk.start(dora, 'person');
    await desk.take(ana, channel_id);
    const { channel: notes } = await handlers.openNotes(talk.by(ana), { channel_id });
    await talk.say(ana, notes.id, 'she lies');
    const brought = handlers.inviteColleague(talk.by(ana), { channel_id, person_id: dora.id });
    await expect(brought).rejects.toMatchObject({ code: 'conflict' });
    expect((await liveFor(dora)).map(({ id }) => id)).not.toContain(notes.id);
    const read = channelHandlers.readPage(talk.by(dora), { channel_id: notes.id, limit: 10 });
    await expect(read).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a whisper', () => {
  test('C5: is read by the staff in it and is nothing to the visitor', async () => {
    const [ana, bob] = [await desk.workingAgent(), await desk.workingAgent()];
    const { visitor, channel_id } = await talking(ana);
    const { channel } = await handlers.openNotes(talk.by(ana), { channel_id });
    expect(channel).toMatchObject({ kind: 'notes', notes_of: channel_id, name: 'Notes on Vera' });
    expect(await talk.say(ana, channel.id, 'a difficult one')).toHaveProperty('seq', 1);

    expect(await talk.say(visitor, channel.id, 'what?')).toMatchObject({ code: 'not_found' });
    const opened = handlers.openNotes(talk.by(visitor), { channel_id });
    await expect(opened).rejects.toMatchObject({ code: 'not_found' });
    const read = channelHandlers.readPage(talk.by(visitor), { channel_id: channel.id, limit: 9 });
    await expect(read).rejects.toMatchObject({ code: 'not_found' });
    expect((await liveFor(visitor)).map(({ kind }) => kind)).toEqual(['conversation']);
    expect(desk.toldTo('channelJoined', visitor.id)).toHaveLength(1);

    const wish = { channel_id, to: { agent: bob.id }, note: '' };
    await handlers.transferConversation(talk.by(ana), wish);
    expect(await desk.members(channel.id)).toEqual([bob.id]);
    expect((await liveFor(bob)).map(({ kind }) => kind)).toContain('notes');
    expect(await talk.say(ana, channel.id, 'one more')).toMatchObject({ code: 'not_found' });
  });
});

describe('a supervisor', () => {
  test('what an admin took over waits again when they sign out or are switched off', async () => {
    const boss = await talk.somebody('super_admin');
    const leave = {
      'signs out': (admin: Somebody) => endLogin(talk.by(admin)),
      'is switched off': (admin: Somebody) =>
        deactivateStaff(talk.by(boss), 'admin', { id: admin.id }),
    };
    for (const [how, go] of Object.entries(leave)) {
      const admin = await talk.somebody('admin');
      const visitor = await talk.somebody('user');
      const { channel } = await desk.start(visitor, 'person');
      await handlers.takeOverConversation(talk.by(admin), { channel_id: channel.id });
      await go(admin);
      const { state, owner_id, comes_first } = await desk.row(channel.id);
      expect([how, state, owner_id, comes_first]).toEqual([how, 'waiting', null, 1]);
    }
  });

  test('C5: reads along unseen, joins for all to see, and takes over', async () => {
    const ana = await desk.workingAgent();
    const admin = await talk.somebody('admin', { name: 'Mia' });
    const { visitor, channel_id } = await talking(ana);
    const before = await talk.log(channel_id);
    await handlers.watchConversation(talk.by(admin), { channel_id });
    expect(await talk.log(channel_id)).toEqual(before);
    const [watched] = await liveFor(admin);
    expect(watched).toMatchObject({ id: channel_id, watches: true });
    expect(await talk.say(admin, channel_id, 'psst')).toMatchObject({ code: 'not_found' });
    expect(await talk.say(visitor, channel_id, 'hello?')).toHaveProperty('seq');

    await handlers.joinConversation(talk.by(admin), { channel_id });
    expect(await talk.say(admin, channel_id, 'Mia here')).toHaveProperty('seq');
    const { conversation } = await handlers.takeOverConversation(talk.by(admin), { channel_id });
    expect(conversation).toMatchObject({ state: 'open', owner: { id: admin.id, name: 'Mia' } });
    expect(await talk.say(ana, channel_id, 'mine')).toMatchObject({ code: 'not_found' });
    expect(await talk.say(admin, channel_id, 'mine now')).toHaveProperty('seq');
    const acts = await talk.sql<{ action: string }>(
      'SELECT action FROM audit WHERE actor_id = ? ORDER BY id',
      [admin.id],
    );
    expect(acts).toHaveLength(3);
    await desk.close(admin, channel_id);
  });

  test('C1: is an admin of the house', async () => {
    const [ana, bob] = [await desk.workingAgent(), await desk.workingAgent()];
    const { visitor, channel_id } = await talking(ana);
    const superAdmin = await talk.somebody('super_admin');
    for (const who of [bob, visitor, superAdmin]) {
      for (const act of [
        'watchConversation',
        'joinConversation',
        'takeOverConversation',
      ] as const) {
        const refused = handlers[act](talk.by(who), { channel_id });
        await expect(refused).rejects.toMatchObject({ code: 'not_found' });
      }
    }
  });
});

describe('a visitor who waits', () => {
  test('leaves a message: it stays on every list, and nobody is offered it', async () => {
    const visitor = await talk.somebody('user');
    const channel_id = await talk.start(visitor, 'person');
    const wish = { channel_id, email: 'vera@example.com' };
    await handlers.leaveMessage(talk.by(visitor), wish);
    const left = await desk.row(channel_id);
    for (const again of [wish, { channel_id }]) {
      const answer = await handlers.leaveMessage(talk.by(visitor), again);
      expect(answer.conversation).toMatchObject({ channel_id, left_message: true });
    }
    expect(await desk.row(channel_id)).toEqual(left);
    expect(await talk.say(visitor, channel_id, 'call me')).toHaveProperty('seq');
    const later = await desk.workingAgent();
    const listed = (await desk.waiting(later)).find(
      ({ conversation }) => conversation.channel_id === channel_id,
    );
    expect(listed).toMatchObject({ left_message: true, last: [{ data: 'call me' }] });
    expect(await desk.row(channel_id)).toMatchObject({ contact_email: 'vera@example.com' });
    await desk.handOff(visitor, channel_id);
    expect(await desk.row(channel_id)).toMatchObject({ left_message: 0 });
    await handlers.leaveMessage(talk.by(visitor), { channel_id });
    await desk.take(later, channel_id);
    expect(await desk.row(channel_id)).toMatchObject({ left_message: 0, state: 'open' });
    const busy = handlers.leaveMessage(talk.by(visitor), { channel_id });
    await expect(busy).rejects.toMatchObject({ code: 'conflict' });
  });

  test('goes back to the automation they came from', async () => {
    const visitor = await talk.somebody('user');
    const channel_id = await talk.start(visitor, 'mat-bot');
    await desk.handOff(visitor, channel_id);
    const { conversation } = await handlers.returnToAutomation(talk.by(visitor), { channel_id });
    expect(conversation).toMatchObject({ state: 'bot', owner: { name: 'Mat' } });
    const other = await talk.start(await talk.somebody('user'), 'person');
    const foreign = handlers.returnToAutomation(talk.by(visitor), { channel_id: other });
    await expect(foreign).rejects.toMatchObject({ code: 'not_found' });
  });

  test('hears when it opens next, while it is closed', async () => {
    const hours = { zone: 'UTC', week: {}, exceptions: [], holidays: [] } as Record<
      string,
      unknown
    >;
    const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
    const minute = (afterMs: number) => new Date(Date.now() + afterMs).toISOString().slice(11, 16);
    const [from, to] = [minute(3_600_000), minute(7_200_000)];
    if (from > to) return;
    hours['week'] = Object.fromEntries(days.map((day) => [day, [{ from, to }]]));
    await talk.sql(
      `REPLACE INTO org_settings (org_id, version, settings, changed_at)
       VALUES ('main', 1, ?, UTC_TIMESTAMP(3))`,
      [JSON.stringify({ hours })],
    );
    const visitor = await talk.somebody('user');
    const started = await desk.start(visitor, 'person');
    expect(started.next_opening?.slice(11, 16)).toBe(from);
    await talk.sql("DELETE FROM org_settings WHERE org_id = 'main'");
    expect((await desk.start(visitor, 'person')).next_opening).toBeUndefined();
  });
});
