import { expect } from 'vitest';
import { journey } from '../../internal/testing/journey.ts';
import { messagesAt } from '../../internal/testing/messages-in-browser.ts';
import type { Stage } from '../../internal/testing/stage.ts';

journey('what becomes of a message is on every screen at once', async ({ member }) => {
  const [ada, ben, cleo] = await Promise.all([
    member('Ada'),
    member('Ben'),
    member('Cleo', { width: 375 }),
  ]);
  const [hers, his, theirs] = [ada, ben, cleo].map(({ page }) => messagesAt(page));
  await ada.makes('Harbour', ['Ben', 'Cleo']);
  await ada.says('The crane comes at noon');
  await ben.opens('Harbour');
  await cleo.opens('Harbour');

  await hers!.presses('e', 'The crane comes');
  await expect.poll(() => hers!.draft()).toBe('The crane comes at noon');
  await ada.page.keyboard.type(' sharp');
  await ada.page.keyboard.press('Enter');
  for (const at of [hers!, his!, theirs!]) {
    await at.line('The crane comes at noon sharp').getByText('edited').waitFor();
  }

  await his!.chooses('Reply', 'noon sharp');
  await ben.says('I will be there');
  await theirs!.seesQuote('I will be there', 'Ada: The crane comes at noon sharp');

  await theirs!.holds('React with thumbsup', 'I will be there');
  await his!.seesReaction('I will be there', '👍', 'Cleo');
  await his!.line('I will be there').getByRole('button', { name: '👍' }).click();
  await hers!.seesReaction('I will be there', '👍', 'Cleo, Ben');
  await hers!.presses('+', 'I will be there');
  await ada.page.keyboard.type('rocket');
  await ada.page.keyboard.press('Enter');
  await theirs!.seesReaction('I will be there', '🚀', 'Ada');
  await his!.line('I will be there').getByRole('button', { name: '👍' }).click();
  await hers!.seesReaction('I will be there', '👍', 'Cleo');
});

journey('what is pinned and deleted is so for everybody', async ({ member }) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')];
  const [hers, his] = [messagesAt(ada.page), messagesAt(ben.page)];
  await ada.makes('Quay');
  await ada.says('The ropes are wet');
  await ada.makes('Harbour', ['Ben']);
  await ada.says('The crane comes at noon');
  await ben.opens('Harbour');
  await his.chooses('Reply', 'The crane');
  await ben.says('I will be there');
  await hers.seesQuote('I will be there', 'Ada: The crane comes at noon');

  await hers.chooses('Pin', 'I will be there');
  await his.line('I will be there').getByTitle('Pinned').waitFor();
  const offered = await his.choicesFor('The crane');
  expect(offered).toEqual(['Reply', 'React…', 'Copy the text', 'Copy the link']);

  const dialog = ada.page.getByRole('dialog');
  await hers.presses('Delete', 'The crane');
  await dialog.waitFor();
  await ada.page.goBack();
  await dialog.waitFor({ state: 'detached' });
  await hers.line('The ropes are wet').waitFor();
  await ada.opens('Harbour');
  await hers.presses('Delete', 'The crane');
  await dialog.waitFor();
  // As a notification that is clicked.
  await ada.page
    .locator('#places a', { hasText: 'Quay' })
    .evaluate((link: { click: () => void }) => link.click());
  await hers.line('The ropes are wet').waitFor();
  await dialog.getByRole('button', { name: 'Delete it' }).click();
  await his.line('This message was deleted').waitFor();
  await hers.line('The ropes are wet').waitFor();
  await ada.opens('Harbour');
  await hers.seesQuote('I will be there', 'a deleted message');
  expect(await his.line('The crane').count()).toBe(0);
});

/** As a change of a team that no page was told of. */
async function switchTeams(stage: Stage, isActive: boolean): Promise<void> {
  await stage.sql('UPDATE teams SET active = ?', [isActive]);
  await stage.sql('UPDATE channels SET member_version = member_version + 1');
}

journey('what is refused says why, and nothing is lost', async (scene) => {
  const { member, stage, stopRelay, browsing } = scene;
  browsing.trouble.allow(/WebSocket connection to .* failed/);
  const ada = await member('Ada');
  const ben = await member('Ben');
  const [hers, his] = [messagesAt(ada.page), messagesAt(ben.page)];
  await ada.makes('Quay');
  await ada.makes('Harbour', ['Ben']);
  await ada.says('Too late for this one');
  await ben.opens('Harbour');
  await ben.says('A line of mine');

  await hers.presses('e', 'Too late');
  await stage.sql('UPDATE messages SET sent_at = sent_at - INTERVAL 16 MINUTE');
  await ada.page.keyboard.type(' anyway');
  await ada.page.keyboard.press('Enter');
  await hers.seesToast('A message is edited within 15 minutes.');
  await expect.poll(() => hers.draft()).toBe('Too late for this one anyway');

  const away = Promise.withResolvers<void>();
  await ada.page.route('**/v1/channels/*/messages/*', async (route) => {
    await away.promise;
    await route.continue();
  });
  await ada.page.keyboard.press('Enter');
  await expect.poll(() => hers.draft()).toBe('');
  await ada.opens('Quay');
  away.resolve();
  await hers.seesToast('What you wrote is kept where it was.');
  expect(await hers.draft()).toBe('');
  await ada.opens('Harbour');
  await expect.poll(() => hers.draft()).toBe('Too late for this one anyway');
  await ada.page.keyboard.press('Escape');
  await expect.poll(() => hers.draft()).toBe('');

  await his.chooses('React…', 'Too late');
  await switchTeams(stage, false);
  await ben.page.keyboard.type('rocket');
  await ben.page.keyboard.press('Enter');
  await his.seesToast('This team is deactivated.');
  await ben.says('Into the wind');
  const failed = his.line('Into the wind');
  await failed.getByText('Not sent:').waitFor();
  await switchTeams(stage, true);
  await failed.getByRole('button', { name: 'Send again' }).click();
  await ada.sees('Into the wind');

  const startAgain = await stopRelay();
  await ben.says('While nobody heard');
  await startAgain();
  await ada.sees('While nobody heard');
});

journey('names and emoji are completed, drafts stay where they were', async ({ member }) => {
  const ada = await member('Ada');
  await member('Ben');
  await member('Bella');
  await ada.makes('Harbour', ['Ben', 'Bella']);
  const { keyboard } = ada.page;
  const hers = messagesAt(ada.page);
  const writing = ada.page.getByRole('textbox', { name: 'Message', exact: true });
  await writing.click();
  await keyboard.type('ask @be');
  const choices = ada.page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option');
  await expect.poll(() => choices.count()).toBe(2);
  await keyboard.press('ArrowDown');
  const chosen = await ada.page.getByRole('option', { selected: true }).innerText();
  await keyboard.press('Enter');
  const nick = /@\w+/.exec(chosen)![0];
  await expect.poll(() => hers.draft()).toBe(`ask ${nick} `);
  await keyboard.type('for the :rocket');
  await keyboard.press('Tab');
  await keyboard.type('or :tada:');
  await expect.poll(() => hers.draft()).toBe(`ask ${nick} for the 🚀 or 🎉`);
  await keyboard.press('Shift+Enter');
  await keyboard.type('second line');

  await ada.makes('Quay');
  await expect.poll(() => hers.draft()).toBe('');
  await writing.fill('for the quay');
  await ada.opens('Harbour');
  await expect.poll(() => hers.draft()).toBe(`ask ${nick} for the 🚀 or 🎉\nsecond line`);
  await ada.page.reload();
  await ada.isConnected();
  await expect.poll(() => hers.draft()).toBe(`ask ${nick} for the 🚀 or 🎉\nsecond line`);
  await writing.press('Enter');
  await ada.sees('second line');
  // What is still on its way cannot be edited yet.
  const edited = async () => {
    await keyboard.press('ArrowUp');
    return hers.draft();
  };
  await expect.poll(edited).toContain('second line');
  await keyboard.type(' and a third');
  await ada.opens('Quay');
  await expect.poll(() => hers.draft()).toBe('for the quay');
  await ada.opens('Harbour');
  await expect.poll(() => hers.draft()).toContain('second line and a third');
  const about = ada.page.locator('#writing');
  await about.getByText('Editing your message.').waitFor();
  await about.getByRole('button', { name: 'Leave it' }).click();
  await expect.poll(() => hers.draft()).toBe('');
  await hers.chooses('Reply', 'second line');
  await ada.opens('Quay');
  await about.waitFor({ state: 'hidden' });
  await expect.poll(() => hers.draft()).toBe('for the quay');
  await ada.opens('Harbour');
  await about.getByText('Answer to yourself').waitFor();
});
