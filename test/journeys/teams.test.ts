import { expect } from 'vitest';
import { journey } from '../../internal/testing/journey.ts';

journey('three people write to all and to one of them alone', async ({ member }) => {
  const [ada, ben, cleo] = await Promise.all(['Ada', 'Ben', 'Cleo'].map((name) => member(name)));
  await ada!.makes('Design', ['Ben', 'Cleo']);
  await ada!.says('Good morning everybody');
  await ben!.opens('Design');
  await ben!.sees('Good morning everybody');
  await cleo!.opens('Design');
  await cleo!.says('Good morning Ada');
  await ada!.sees('Good morning Ada');

  await ben!.does('Write to them alone', 'Ada');
  await ben!.says('a word between us');
  await expect.poll(() => ada!.unreadOf('Ben')).toBe('1');
  await ada!.page.getByText('Ben: a word between us').waitFor();
  await ada!.opens('Ben');
  await ada!.says('nobody else reads this');
  await ben!.sees('nobody else reads this');
  await ben!.opens('Design');
  await ben!.says('hello @cleo and all');
  await cleo!.sees('hello @cleo and all');
  await expect.poll(() => ada!.unreadOf('Design')).toBe('1');

  await expect.poll(() => cleo!.places()).toEqual(['Design']);
  await expect
    .poll(() => cleo!.lines())
    .toEqual(['Good morning everybody', 'Good morning Ada', 'hello @cleo and all']);
  await ada!.page.keyboard.press('Escape');
  await ada!.opens('Design');
  await expect.poll(() => ada!.unreadOf('Design')).toBe('');
});

journey('who is called by name reads it beside the team', async ({ member, stage }) => {
  const ada = await member('Ada');
  const ben = await member('Ben');
  await ada.makes('Design', ['Ben']);
  await ada.says('who is here');
  await expect.poll(() => ben.unreadOf('Design')).toBe('1');
  await ada.says('@ben look');
  await expect.poll(() => ben.unreadOf('Design')).toBe('@1');
  await expect.poll(() => ben.page.title()).toMatch(/^\(1\)/);
  // The list of mentions is written after the commit.
  await expect.poll(() => stage.sql('SELECT seq FROM mentions')).toHaveLength(1);
  await ben.page.reload();
  await ben.isConnected();
  await expect.poll(() => ben.unreadOf('Design')).toBe('@1');
  await ben.opens('Design');
  await ben.sees('@ben look');
  await expect.poll(() => ben.unreadOf('Design')).toBe('');
});

journey('an admin adds and removes, open screens follow at once', async ({ member }) => {
  const ada = await member('Ada');
  const ben = await member('Ben');
  const cleo = await member('Cleo');
  await ada.makes('Design', ['Ben']);
  await ben.opens('Design');
  await expect.poll(() => ben.choicesFor('Ada')).toEqual(['Write to them alone']);
  await ada.does('Make an admin', 'Ben');
  await ben.sees('Ada made Ben an admin');
  await ben.adds('Cleo');
  await cleo.opens('Design');
  await cleo.says('I am here');
  await ben.sees('I am here');
  await expect.poll(() => ben.choicesFor('Ada')).toEqual(['Write to them alone']);
  await expect.poll(() => ben.choicesFor('Cleo')).toEqual(['Write to them alone', 'Remove…']);

  await ben.does('Remove…', 'Cleo', 'Remove');
  await cleo.isTold('You are not in this team any more.');
  await ada.sees('Ben removed Cleo');
  await ada.says('she reads this no more');
  await ben.sees('she reads this no more');
  await expect.poll(() => cleo.canWrite()).toBe(false);
  await expect.poll(() => cleo.places()).toEqual([]);
  await expect.poll(() => cleo.lines()).toEqual(['I am here']);
  await cleo.page.reload();
  await cleo.page
    .getByText('There is no such team or conversation, or you are not in it.')
    .waitFor();
});

journey('who holds a team gives it away before they leave', async ({ member }) => {
  const ada = await member('Ada');
  const ben = await member('Ben');
  await ada.makes('Design', ['Ben']);
  await ben.opens('Design');
  await ada.presses('Leave the team…');
  await ada.page.getByRole('heading', { name: 'You cannot leave Design yet' }).waitFor();
  await ada.answers('Done');
  await ada.does('Give them the team…', 'Ben', 'Give it away');
  await ben.sees('Ada gave the team to Ben');
  await ada.sees('Ada gave the team to Ben');
  await ada.page.getByText('You are an admin').waitFor();
  await ada.presses('Leave the team…');
  await ada.answers('Leave it');
  await ben.sees('Ada left');
  await expect.poll(() => ada.places()).toEqual([]);
  await ben.presses('Settings');
  await ben.page.getByRole('textbox', { name: 'Name' }).fill('Design and words');
  await ben.answers('Save');
  await ben.sees(/Ben edited the team/);
  await expect.poll(() => ben.places()).toEqual(['Design and words']);
});

journey('a team that is switched off is read and not written to', async ({ member }) => {
  const ada = await member('Ada');
  const ben = await member('Ben');
  await ada.makes('Design', ['Ben']);
  await ada.says('to be read');
  await ben.opens('Design');
  await ben.does('Write to them alone', 'Ada');
  await ben.says('a word');
  await ada.presses('Settings');
  await ada.answers('Switch off');
  await ben.isTold('This team is switched off. It can be read, and nobody writes in it.');
  await expect.poll(() => ben.canWrite()).toBe(false);
  await ben.opens('Design');
  await ben.sees('to be read');
  await expect.poll(() => ben.canWrite()).toBe(false);
  await expect.poll(() => ada.canWrite()).toBe(false);
  await ada.presses('Settings');
  await ada.answers('Switch on');
  await expect.poll(() => ben.canWrite()).toBe(true);
  await ben.says('again');
  await ada.sees('again');

  await ada.presses('Settings');
  await ada.answers('Delete…');
  await ada.page.getByRole('textbox', { name: /^Type the team's name/ }).fill('Desing');
  await ada.answers('Delete the team');
  await ada.page.getByText('That is not its name. Nothing was deleted.').waitFor();
  await ada.page.getByRole('textbox', { name: /^Type the team's name/ }).fill('Design');
  await ada.answers('Delete the team');
  await expect.poll(() => ben.places()).toEqual([]);
  await ben.isTold('You are not in this team any more.');
  await expect.poll(() => ada.places()).toEqual([]);
});
