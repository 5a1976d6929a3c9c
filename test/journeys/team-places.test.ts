import { expect } from 'vitest';
import { agentAt } from '../../internal/testing/agent-in-browser.ts';
import { journey } from '../../internal/testing/journey.ts';

journey('an address leads to a message, back leads back', async ({ member, url, browsing }) => {
  const ada = await member('Ada');
  await ada.makes('Design');
  for (const line of ['the first', 'the second', 'the third']) await ada.says(line);
  const { pathname: design } = new URL(ada.page.url());
  await ada.makes('Garden');
  await ada.page.goto(`${url}${design}/3`);
  await ada.sees('the second');
  const pointed = ada.page.locator('[data-pointed]');
  await expect.poll(() => pointed.innerText()).toContain('the second');
  await ada.opens('Garden');
  await ada.page.goBack();
  await ada.sees('the second');
  await ada.page.goBack();
  await ada.page.getByRole('heading', { level: 2, name: 'Garden' }).waitFor();

  const { page } = await browsing.screen();
  await page.goto(`${url}${design}/3`);
  expect(new URL(page.url()).pathname).toBe('/login');
  const ben = await member('Ben', { path: `${design}/3` });
  await ben.page
    .getByText('There is no such team or conversation, or you are not in it.')
    .waitFor();
  await ben.page.getByRole('button', { name: 'Back to your teams' }).click();
  expect(new URL(ben.page.url()).pathname).toBe('/app');
});

journey('the switcher and the search lead anywhere in a few keys', async ({ member, stage }) => {
  const ada = await member('Ada');
  const ben = await member('Ben');
  await ada.makes('Design', ['Ben']);
  await ada.says('where is the kingfisher');
  await ada.makes('Garden');
  await ada.says('a heron stands here');
  const { keyboard } = ada.page;
  await keyboard.press('Control+k');
  await keyboard.type('des');
  await ada.page.getByRole('option', { name: 'Design' }).waitFor();
  await keyboard.press('Enter');
  await ada.page.getByRole('heading', { level: 2, name: 'Design' }).waitFor();
  await ada.sees('where is the kingfisher');

  await expect
    .poll(() => stage.sql("SELECT seq FROM search_terms WHERE term = 'heron'"))
    .not.toHaveLength(0);
  const find = async (one: typeof ada, words: string) => {
    await one.page.getByRole('button', { name: 'Search messages' }).click();
    await one.page.getByRole('textbox', { name: 'Words of the message' }).fill(words);
  };
  await find(ada, 'heron');
  await ada.page.getByRole('dialog').getByRole('link', { name: 'a heron stands' }).click();
  await ada.page.getByRole('heading', { level: 2, name: 'Garden' }).waitFor();
  await ada.page.locator('[data-pointed]', { hasText: 'a heron stands here' }).waitFor();
  await find(ben, 'heron');
  await ben.page.getByText('Nothing holds these words.').waitFor();
});

journey('a member asks the desk for help and is answered there', async (scene) => {
  const { member, stage, signedIn } = scene;
  const agent = await stage.people.agent({ name: 'Agnes' });
  const desk = await signedIn(agent);
  const agnes = agentAt(desk.page);
  const ada = await member('Ada');
  await ada.page.getByRole('button', { name: 'Ask for help' }).click();
  await ada.isTold('Nobody is at the desk at the moment.');
  await ada.says('my screen stays dark');
  await agnes.goesOnline();
  await ada.isTold('You wait for a person.');
  await agnes.seesWaiting('Ada', 'my screen stays dark');
  await agnes.takes('Ada');
  await agnes.says('Is it plugged in?');
  await ada.sees('Is it plugged in?');
  await ada.page.getByText('Agnes answers you.').waitFor();
  await expect.poll(() => ada.places()).toEqual(['Help desk']);
  await ada.presses('End this conversation');
  await ada.answers('End it');
  await ada.isTold('This conversation is closed.');
  await expect.poll(() => ada.canWrite()).toBe(false);
  await expect.poll(() => ada.places()).toEqual([]);
  await agnes.sees('The conversation was closed');
});

journey('a phone shows one pane at a time', async ({ member }) => {
  const ada = await member('Ada');
  const ben = await member('Ben', { width: 375 });
  await ada.makes('Design', ['Ben']);
  await ada.says('do you read me');
  await expect.poll(() => ben.unreadOf('Design')).toBe('1');
  await expect.poll(() => ben.canWrite()).toBe(false);
  await ben.opens('Design');
  await ben.sees('do you read me');
  await expect.poll(() => ben.page.getByRole('list', { name: 'Places' }).isVisible()).toBe(false);
  await ben.says('loud and clear');
  await ada.sees('loud and clear');
  await ben.page.getByRole('button', { name: 'Members and more' }).click();
  await ben.does('Write to them alone', 'Ada');
  await ben.says('between us');
  await ben.page.getByRole('button', { name: 'Back to the list' }).click();
  await expect.poll(() => ben.places()).toEqual(['Design', 'Ada']);
  const wide = await ben.page.evaluate<boolean>(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  );
  expect(wide).toBe(false);
});
