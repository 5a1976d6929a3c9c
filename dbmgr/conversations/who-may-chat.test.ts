import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WhoMayChat } from '../../internal/contract/settings.ts';
import { conversationHandlers as handlers } from './handlers.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';

let talk: TalkStage;
beforeAll(async () => void (talk = await openTalkStage()));
afterAll(() => talk[Symbol.asyncDispose]());

async function allow(mode: WhoMayChat) {
  await talk.sql('DELETE FROM org_settings');
  await talk.sql(
    `INSERT INTO org_settings (org_id, version, settings, changed_at)
     VALUES ('main', 1, ?, UTC_TIMESTAMP(3))`,
    [JSON.stringify({ who_may_chat: mode })],
  );
}

const start = (who: Somebody, email?: string) =>
  handlers.startConversation(talk.by(who), { with: 'person', ...(email && { email }) });

test('a guest starts with an e-mail address where the settings ask for one', async () => {
  await allow('guests_with_email');
  const visitor = await talk.somebody('user');
  await expect(start(visitor)).rejects.toMatchObject({
    code: 'invalid',
    message: 'Leave an e-mail address to chat here.',
  });
  const { channel } = await start(visitor, 'vera@example.org');
  const [person] = await talk.sql('SELECT contact_email FROM people WHERE id = ?', [visitor.id]);
  expect(person).toEqual({ contact_email: 'vera@example.org' });
  await handlers.closeConversation(talk.by(visitor), { channel_id: channel.id });
  expect((await start(visitor)).created).toBe(true);
});

test('members alone start where the settings say so, and what is open goes on', async () => {
  await allow('guests');
  const early = await talk.somebody('user');
  const { channel } = await start(early);
  await allow('members');
  await expect(start(await talk.somebody('user'), 'vera@example.org')).rejects.toMatchObject({
    code: 'forbidden',
  });
  expect((await start(early)).channel.id).toBe(channel.id);
  expect((await start(await talk.somebody('member'))).created).toBe(true);
});

test('who left a message is known to have', async () => {
  await allow('guests');
  const visitor = await talk.somebody('user');
  const { channel } = await start(visitor);
  const wish = { channel_id: channel.id, email: 'vera@example.org' };
  const left = await handlers.leaveMessage(talk.by(visitor), wish);
  expect(left.conversation).toMatchObject({ state: 'waiting', left_message: true });
  const again = await start(visitor);
  expect(again.conversation).toMatchObject({ left_message: true });
  const waits = await handlers.handOff(talk.by(visitor), { channel_id: channel.id });
  expect(waits.conversation.left_message).toBeUndefined();
});
