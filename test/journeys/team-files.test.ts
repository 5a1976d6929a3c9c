import { filesAt } from '../../internal/testing/files-in-browser.ts';
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
