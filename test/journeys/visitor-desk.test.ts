import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { findBarriers } from '../../internal/testing/accessibility.ts';
import { answeringAgent, changeSettings } from '../../internal/testing/answering-agent.ts';
import { journey } from '../../internal/testing/journey.ts';

const looks = [
  { width: 1440, colorScheme: 'light' },
  { width: 375, colorScheme: 'dark' },
] as const;

type Focusable = { matches(of: string): boolean };

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const closedAllWeek = Object.fromEntries(
  ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, []]),
) as never;

describe.each(looks)('at $width pixels, $colorScheme:', (look) => {
  journey('who waits sees where they stand, leaves a message or goes back', async (scene) => {
    const { stage, visitor, url } = scene;
    await changeSettings(stage, { assignment: 'pull' });
    using agnes = await answeringAgent(stage, url);
    const ada = await visitor(look);
    await ada.chooses('Mat');
    await ada.says('one two');
    await ada.sees('mat mat');
    await ada.asksForPerson();
    await ada.isTold('You are number 1. We cannot say how long it takes.');
    await stage.sql(
      `INSERT INTO assignments (conversation_id, epoch, org_id, owner_kind, owner_id, owner_name,
         how, started_at, ended_at)
       SELECT UUID(), seq, 'main', 'agent', ?, 'Agnes', 'taken',
         UTC_TIMESTAMP(3) - INTERVAL (20 + seq * 10) MINUTE, UTC_TIMESTAMP(3) - INTERVAL 5 MINUTE
       FROM (SELECT 1 AS seq UNION SELECT 2 UNION SELECT 3 UNION SELECT 4) four`,
      [agnes.id],
    );
    await ada.isTold(/You are number 1; usually \d+ to \d+ minutes/);
    await button(ada.page, 'Back to the bot').click();
    await ada.isWith('Mat');
    await ada.asksForPerson();
    await button(ada.page, 'Do not wait').click();
    const dialog = ada.page.getByRole('dialog', { name: 'Leave your message?' });
    await dialog.getByLabel('Your e-mail address').fill('ada@example');
    expect(await findBarriers(ada.page)).toEqual([]);
    await dialog.getByLabel('Your e-mail address').fill('ada@example.org');
    await dialog.getByRole('button', { name: 'Leave it' }).click();
    await ada.isTold('Your message is with us.');
    await ada.page.reload();
    await ada.isTold('Your message is with us.');
    expect(await findBarriers(ada.page)).toEqual([]);
    const [row] = await stage.sql('SELECT contact_email, left_message FROM conversations');
    expect(row).toEqual({ contact_email: 'ada@example.org', left_message: 1 });
    const channel = await agnes.takesNext();
    await agnes.says(channel, 'I am here now');
    await ada.sees('I am here now');
    agnes.asks({ op: 'hold', channel_id: channel, minutes: 30 });
    await ada.isTold('Agnes Moor set this aside for a while.');
    await ada.says('and one more thing');
    await ada.sees('Agnes Moor is back.');
  });

  journey('what a visitor thinks is asked when it ends, and may be changed', async (scene) => {
    const { stage, visitor, url } = scene;
    await changeSettings(stage, { assignment: 'pull' });
    using agnes = await answeringAgent(stage, url);
    const ada = await visitor(look);
    await ada.chooses('A person');
    await ada.says('my lamp is broken');
    const channel = await agnes.takesNext();
    await agnes.says(channel, 'a new one is on its way');
    await ada.sees('a new one is on its way');
    agnes.asks({ op: 'done', channel_id: channel });
    const rating = ada.page.getByRole('group', { name: 'How was this conversation?' });
    await rating.waitFor();
    expect(await findBarriers(ada.page)).toEqual([]);
    await rating.getByRole('radio', { name: /Very bad/ }).focus();
    await ada.page.keyboard.press('ArrowRight');
    await ada.page.getByText('Thank you. You can change this until').waitFor();
    await ada.page.getByLabel('A word about it, if you like').fill('slow, but kind');
    await ada.page.locator('.rating').getByRole('button', { name: 'Send' }).click();
    const given = () => stage.sql('SELECT score, comment FROM ratings');
    await expect.poll(given).toEqual([{ score: 2, comment: 'slow, but kind' }]);
    await ada.page.reload();
    await ada.page.getByText('You can change this until').waitFor();
    expect(await rating.getByRole('radio', { name: /^2/ }).isChecked()).toBe(true);
    const word = ada.page.getByLabel('A word about it, if you like');
    await expect.poll(() => word.inputValue()).toBe('slow, but kind');
    await rating.getByRole('radio', { name: /Very good/ }).check();
    await expect.poll(given).toEqual([{ score: 5, comment: 'slow, but kind' }]);
    expect(await findBarriers(ada.page)).toEqual([]);
    await stage.sql("UPDATE conversations SET closed_at = '2020-01-01'");
    await ada.page.reload();
    await ada.page.getByText('You said: Very good (5 of 5).').waitFor();
    expect(await rating.count()).toBe(0);
  });

  journey('a copy of the conversation is saved and mailed', async (scene) => {
    const { stage, visitor } = scene;
    const ada = await visitor(look);
    await ada.chooses('Mat');
    await ada.says('keep this');
    await ada.sees('mat mat');
    await button(ada.page, 'More').click();
    await button(ada.page, 'Keep a copy').click();
    const dialog = ada.page.getByRole('dialog', { name: 'Keep a copy' });
    expect(await findBarriers(ada.page)).toEqual([]);
    const [file] = await Promise.all([
      ada.page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Text' }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^conversation-[\d-]+\.txt$/);
    const saved = await (await file.createReadStream()).toArray();
    expect(Buffer.concat(saved).toString()).toContain('keep this');
    await dialog.getByLabel('Or have it mailed to').fill('ada@example.org');
    await dialog.getByRole('button', { name: 'Send' }).click();
    await dialog.getByText(/on its way to .?ada@example\.org/).waitFor();
    const [mail] = await stage.sql<{ content: string }>('SELECT content FROM mails');
    expect(mail!.content).toContain('keep this');
  });
});

journey('an agent’s invitation is accepted, and declined', async (scene) => {
  const { stage, visitor, url } = scene;
  await changeSettings(stage, { assignment: 'pull' });
  using agnes = await answeringAgent(stage, url);
  const ada = await visitor({ width: 375 });
  await ada.chooses('Mat');
  await ada.says('one two');
  await ada.sees('mat mat');
  // Their clock is three minutes fast.
  await ada.page.evaluate('{const now=Date.now;Date.now=()=>now()+180000}');
  const [{ id }] = (await stage.sql<{ id: string }>(
    "SELECT id FROM people WHERE role = 'user'",
  )) as [{ id: string }];
  agnes.asks({ op: 'invite', person_id: id });
  const invitation = ada.page.getByRole('region', { name: 'Invitation' });
  await invitation.getByText('Agnes Moor would like to talk to you.').waitFor();
  expect(await findBarriers(ada.page)).toEqual([]);
  await invitation.getByRole('button', { name: 'Not now' }).click();
  await invitation.waitFor({ state: 'hidden' });
  expect(await agnes.socket.next('invitation_ended')).toMatchObject({ outcome: 'declined' });
  agnes.asks({ op: 'invite', person_id: id });
  await invitation.getByRole('button', { name: 'Talk', exact: true }).click();
  await ada.isWith('Agnes Moor');
  const { channel_id } = await agnes.socket.next(
    (frame) => frame.op === 'invitation_ended' && frame['outcome'] === 'accepted',
  );
  await agnes.says(String(channel_id), 'how can I help?');
  await ada.sees('how can I help?');
});

journey('who is closed says so, and when it opens, by the visitor’s clock', async (scene) => {
  const { stage, visitor } = scene;
  const day = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  await changeSettings(stage, {
    assignment: 'pull',
    offline_text: 'The workshop is shut.',
    hours: {
      zone: 'America/New_York',
      week: closedAllWeek,
      exceptions: [{ date: day, hours: [{ from: '09:30', to: '17:00' }] }],
      holidays: [],
    },
  });
  const ada = await visitor({ width: 768 });
  await ada.page.getByText('The workshop is shut.').waitFor();
  const opens = ada.page.locator('time[data-opens]');
  const shown = await opens.evaluate((time: { dateTime: string; textContent: string }) => [
    time.textContent,
    new Intl.DateTimeFormat('en', {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      hour: 'numeric',
      minute: '2-digit',
    }).format(new Date(time.dateTime)),
  ]);
  expect(shown[0]).toBe(shown[1]);
  expect(await findBarriers(ada.page)).toEqual([]);
  await ada.chooses('A person');
  await ada.says('are you there');
  await ada.isTold('We are closed and open again on');
  await ada.page.reload();
  await ada.isTold('We are closed and open again on');
  // They leave the page open until then.
  const opening = Date.parse((await opens.getAttribute('datetime')) ?? '');
  await ada.page.clock.setFixedTime(opening + 5 * 60_000);
  await ada.isTold('Nobody is here at the moment.');
});

journey('guests leave an address where the settings ask for one', async (scene) => {
  const { stage, visitor } = scene;
  await changeSettings(stage, { who_may_chat: 'guests_with_email' });
  const ada = await visitor({ width: 375 });
  await ada.chooses('Mat');
  const email = ada.page.getByRole('textbox', { name: 'Your e-mail address' });
  await ada.says('one two');
  // What a conversation needs may still be on its way.
  await expect.poll(() => email.evaluate((input: Focusable) => input.matches(':focus'))).toBe(true);
  expect(await findBarriers(ada.page)).toEqual([]);
  await email.fill('ada@example.org');
  await ada.page.getByRole('textbox', { name: 'Message' }).press('Enter');
  await ada.sees('mat mat');
  await expect.poll(() => email.isVisible()).toBe(false);
});

journey(
  'who came before an address was asked for leaves one when they start again',
  async (scene) => {
    const { stage, visitor } = scene;
    const ada = await visitor({ width: 375 });
    await ada.chooses('Mat');
    await ada.says('one');
    await ada.sees('mat');
    await ada.ends();
    await ada.startsAgain();
    await changeSettings(stage, { who_may_chat: 'guests_with_email' });
    await ada.says('two words');
    const email = ada.page.getByRole('textbox', { name: 'Your e-mail address' });
    await email.fill('ada@example.org');
    await email.press('Enter');
    await ada.sees('mat mat');
  },
);

journey('an organisation looks like itself, and lets members alone chat', async (scene) => {
  const { stage, visitor, url } = scene;
  await changeSettings(stage, {
    brand: { colour: '#ffd400', logo: null, greeting: 'Bonjour from the workshop.' },
    default_automation: 'mat-bot',
    languages: ['fr', 'de'],
  });
  const ada = await visitor({ width: 768 });
  await ada.page.getByRole('heading', { name: 'Bonjour from the workshop.' }).waitFor();
  expect(await ada.page.locator('html').getAttribute('lang')).toBe('fr');
  expect(await ada.page.getByRole('radio', { name: /Mat/ }).isChecked()).toBe(true);
  expect(await findBarriers(ada.page)).toEqual([]);
  await ada.page.goto(`${url}/demo?language=de`);
  await ada.page.getByRole('button', { name: 'Chat öffnen' }).click();
  const frame = ada.page.frameLocator('natter-chat iframe');
  await frame.getByRole('radio', { name: /Mat/ }).waitFor();
  await changeSettings(stage, { who_may_chat: 'members' });
  await expect
    .poll(async () => (await ada.page.request.get(`${url}/chat?language=de`)).text())
    .toContain('data-who="members"');
  await ada.page.goto(`${url}/chat?language=de`);
  await ada.page.getByText('nur Menschen mit einem Konto').waitFor();
  await expect
    .poll(() => ada.page.getByRole('textbox', { name: 'Nachricht' }).isVisible())
    .toBe(false);
  expect(await findBarriers(ada.page)).toEqual([]);
});

journey('the widget invites, asks and shows the same inside a strange page', async (scene) => {
  const { stage, browsing, url } = scene;
  await changeSettings(stage, { assignment: 'pull' });
  using agnes = await answeringAgent(stage, url);
  const { page } = await browsing.screen({ width: 1440, colorScheme: 'dark' });
  await page.goto(`${url}/demo?language=ar`);
  await page.getByRole('button', { name: 'افتح المحادثة' }).click();
  const frame = page.frameLocator('natter-chat iframe');
  await frame.getByRole('radio', { name: /شخص/ }).check();
  const writing = frame.getByRole('textbox', { name: 'رسالة' });
  await writing.fill('مرحبا');
  await writing.press('Enter');
  const channel = await agnes.takesNext();
  await agnes.says(channel, 'hello');
  await frame.getByText('hello').waitFor();
  agnes.asks({ op: 'done', channel_id: channel });
  await frame.getByRole('group', { name: 'كيف كانت هذه المحادثة؟' }).waitFor();
  await frame.getByRole('radio', { name: /جيد جدًا/ }).check();
  await frame.getByText(/شكرًا لك/).waitFor();
  expect(await stage.sql('SELECT score FROM ratings')).toEqual([{ score: 5 }]);
});
