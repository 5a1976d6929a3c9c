import { expect } from 'vitest';
import { journey, type Journey } from '../../internal/testing/journey.ts';
import { visitorAt } from '../../internal/testing/visitor-in-browser.ts';
import { agentAtWork } from '../../internal/testing/desk-in-browser.ts';

journey('what a closed tab had not sent the next one sends, to whom it was for', async (scene) => {
  const { browsing, stage, stopRelay, url, visitor } = scene;
  browsing.trouble.allow(/WebSocket connection to .* failed/);
  const ada = await visitor();
  const restart = await stopRelay();
  await ada.chooses('Mat');
  await ada.says('one two');
  await ada.seesSending('one two');
  const next = await ada.page.context().newPage();
  await ada.page.close();
  await next.goto(`${url}/chat`);
  const later = visitorAt(next);
  await later.seesSending('one two');
  await restart();
  await later.seesStored('one two');
  await later.sees('mat mat');
  await expect.poll(() => later.lines()).toEqual(['one two', 'mat mat']);
  expect(await stage.sql("SELECT seq FROM messages WHERE body = 'one two'")).toHaveLength(1);
});

journey('what was written into a conversation that was over starts another', async (scene) => {
  const { browsing, stage, stopRelay, visitor } = scene;
  browsing.trouble.allow(/WebSocket connection to .* failed/);
  const ada = await visitor();
  await ada.chooses('Mat');
  await ada.says('hello');
  await ada.sees('mat');
  const restart = await stopRelay();
  const written = ['one two', 'three', 'four five six'];
  for (const text of written) await ada.says(text);
  await ada.seesSending('four five six');
  await stage.sql("UPDATE conversations SET state = 'closed', open_visitor_id = NULL");
  await restart();
  const failed = ada.page.getByRole('listitem').filter({ hasText: 'Not sent' });
  await expect.poll(() => failed.count()).toBe(3);
  // Another conversation takes them; this one never will.
  await expect
    .poll(() => failed.getByRole('button').allInnerTexts())
    .toEqual(Array(3).fill('Discard'));
  await ada.startsAgain();
  for (const text of written) await ada.seesStored(text);
  const own = async () => (await ada.lines()).filter((line) => !line.startsWith('mat'));
  await expect.poll(own).toEqual(written);
  expect(await failed.count()).toBe(0);
});

journey(
  'a line that could not be stored says so at both ends and goes out when asked',
  async (scene) => {
    const { stage } = scene;
    const { ada, agnes } = await talkWithPerson(scene);
    await stage.sql('RENAME TABLE messages TO messages_away');
    const ends = [
      { page: ada.page, says: ada.says, text: 'from Ada' },
      { page: agnes.page, says: agnes.says, text: 'from Agnes' },
    ];
    for (const { says, text } of ends) await says(text);
    for (const { page, text } of ends) {
      const line = page.getByRole('listitem').filter({ hasText: text });
      await line.getByText('Not sent').first().waitFor({ timeout: 30_000 });
      await line.getByText('Your text is kept.').waitFor();
    }
    await stage.sql('RENAME TABLE messages_away TO messages');
    for (const { page, text } of ends) {
      const line = page.getByRole('listitem').filter({ hasText: text });
      await line.getByRole('button', { name: 'Send again' }).click();
      await line.getByText(/Stored|Seen/).waitFor();
    }
    await agnes.sees('from Ada');
    await ada.sees('from Agnes');
    await expect.poll(() => agnes.lines()).toEqual(await ada.lines());
  },
);

journey('a line that was seen is still seen after a reload', async (scene) => {
  const { ada, agnes } = await talkWithPerson(scene);
  await ada.says('are you there?');
  await agnes.sees('are you there?');
  const line = ada.page.getByRole('listitem').filter({ hasText: 'are you there?' });
  await line.getByText('Seen').waitFor();
  await ada.page.waitForTimeout(1500);
  await ada.page.reload();
  await line.getByText('Seen').waitFor();
});

/** Ada and Agnes in one conversation, which Agnes has on screen. */
async function talkWithPerson({ stage, signedIn, visitor }: Journey) {
  const agnes = await agentAtWork({ stage, signedIn }, 'Agnes');
  const ada = await visitor();
  await ada.chooses('A person');
  await ada.isCalled('Ada');
  await ada.says('hello');
  await agnes.takes('Ada');
  await agnes.sees('hello');
  return { ada, agnes };
}
