import { expect } from 'vitest';
import { filesAt, paintPicture } from '../../internal/testing/files-in-browser.ts';
import { journey } from '../../internal/testing/journey.ts';

journey('the files of a team stand beside it', async ({ member, stage }) => {
  await stage.startFiles();
  const ada = await member('Ada');
  const ben = await member('Ben');
  await ada.makes('Design', ['Ben']);
  await ben.opens('Design');
  await ben.page.getByRole('tab', { name: 'Files' }).click();
  await ben.page.getByText('No files yet.').waitFor();
  const hers = filesAt(ada.page);
  const bytes = Buffer.from('forty crates');
  await hers.chooses({ name: 'Manifest.txt', type: 'text/plain', bytes });
  await hers.ready('Manifest.txt').getByRole('button', { name: 'Remove' }).waitFor();
  await ada.page.getByRole('button', { name: 'Send', exact: true }).click();
  const files = ben.page.getByRole('list', { name: 'Files' });
  await files.getByRole('link', { name: 'Manifest.txt' }).click();
  await ben.page.waitForURL(/\/app\/[\w-]+\/3$/);
});

journey('a team keeps its picture until another one is there', async ({ member, stage }) => {
  await stage.startFiles();
  const ada = await member('Ada');
  await ada.makes('Design');
  const dialog = ada.page.getByRole('dialog');
  // The team is read before those who are in it.
  const members = ada.page.getByRole('list', { name: 'Members' });
  const herself = members.getByRole('button', { name: 'Ada' });
  const chooses = (name: string, buffer: Buffer) =>
    dialog.locator('input[type=file]').setInputFiles({ name, mimeType: 'image/png', buffer });
  const icon = async () => (await stage.sql<{ icon: string }>('SELECT icon FROM teams'))[0]!.icon;

  const away = Promise.withResolvers<void>();
  await ada.page.route('**/v1/attachments', async (route) => {
    await away.promise;
    await route.continue();
  });
  await herself.waitFor();
  await ada.presses('Settings');
  await chooses('Crane.png', (await paintPicture('Crane.png')).bytes);
  await ada.answers('Save');
  await dialog.getByText('The picture is still uploading.').waitFor();
  away.resolve();
  await dialog.getByText('Crane.png is its picture once you save.').waitFor();
  await ada.answers('Save');
  await dialog.waitFor({ state: 'detached' });
  const crane = await icon();
  expect(crane).toMatch(/^attachment:/);

  await ada.page.reload();
  await herself.waitFor();
  await ada.presses('Settings');
  await dialog.getByText('It has a picture that was uploaded.').waitFor();
  await chooses('Empty.png', Buffer.alloc(0));
  await dialog.getByText('The file is empty.').waitFor();
  await ada.answers('Save');
  await dialog.waitFor({ state: 'detached' });
  expect(await icon()).toBe(crane);
});
