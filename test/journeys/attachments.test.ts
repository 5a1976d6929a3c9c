import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { findBarriers } from '../../internal/testing/accessibility.ts';
import {
  filesAt,
  paintPicture,
  recordTone,
  type TestFile,
} from '../../internal/testing/files-in-browser.ts';
import { type Journey, journey } from '../../internal/testing/journey.ts';
import { messagesAt } from '../../internal/testing/messages-in-browser.ts';

const text = (name: string, said: string): TestFile => ({
  name,
  type: 'text/plain',
  bytes: Buffer.from(said),
});

async function twoInHarbour({ stage, member }: Journey) {
  await stage.startFiles();
  const [ada, ben] = [await member('Ada'), await member('Ben')];
  await ada.makes('Harbour', ['Ben']);
  await ben.opens('Harbour');
  return { ada, ben, hers: filesAt(ada.page), his: filesAt(ben.page) };
}

journey('files go with a message, and the other has them where they are', async (scene) => {
  const { ada, ben, hers, his } = await twoInHarbour(scene);
  const crane = await paintPicture('Crane.png');
  await hers.chooses(crane, text('Manifest.txt', 'forty crates'));
  await hers.ready('Manifest.txt').getByRole('button', { name: 'Remove' }).waitFor();
  await ada.says('From this morning');
  await his.picture('Crane.png').locator('img').waitFor();
  expect(await hers.ready('Crane.png').count()).toBe(0);

  const downloading = ben.page.waitForEvent('download');
  await his.card('Manifest.txt').click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('Manifest.txt');
  expect(await readFile(await download.path(), 'utf8')).toBe('forty crates');

  await his.picture('Crane.png').click();
  const dialog = ben.page.getByRole('dialog', { name: 'Crane.png' });
  await dialog.getByText('320 × 240').waitFor();
  await ben.page.keyboard.press('Escape');

  await hers.drops(recordTone('Horn.wav'), text('Notes.txt', 'none'));
  await hers.pastes({ ...crane, name: 'image.png' });
  await hers.ready('Picture 20').getByRole('button', { name: 'Remove' }).waitFor();
  await ada.page.getByRole('button', { name: 'Send', exact: true }).click();
  await his.card('Notes.txt').waitFor();
  await his.picture('Picture 20').waitFor();
  const horn = ben.page.getByRole('figure', { name: 'Horn.wav' });
  await horn.getByRole('button', { name: 'Play' }).click();
  const heard = async () =>
    horn.locator('audio').evaluate((sound: { ended: boolean }) => sound.ended);
  await expect.poll(heard).toBe(true);

  const lied = { ...text('Lie.png', '<script>alert(1)</script>'), type: 'image/png' };
  await hers.chooses(lied);
  await hers.ready('Lie.png').getByRole('button', { name: 'Remove' }).waitFor();
  await ada.page.getByRole('textbox', { name: 'Message', exact: true }).press('Enter');
  await his.card('Lie.png').waitFor();
  expect(await findBarriers(ben.page)).toEqual([]);

  await messagesAt(ada.page).line('From this morning').waitFor();
  await hers.picture('Crane.png').locator('xpath=ancestor::li').focus();
  await ada.page.keyboard.press('Delete');
  await ada.page.getByRole('dialog').getByRole('button', { name: 'Delete it' }).click();
  await his.picture('Crane.png').waitFor({ state: 'detached' });
});

journey('an upload shows how far it is, is called off, fails and goes on', async (scene) => {
  const { ada, ben, hers, his } = await twoInHarbour(scene);
  scene.browsing.trouble.allow(/ERR_INTERNET_DISCONNECTED|ERR_FAILED|WebSocket connection/);
  const crane = await paintPicture('Crane.png');
  await hers.network(15_000);
  await hers.chooses(crane);
  const progress = hers.ready('Crane.png').getByRole('progressbar');
  const part = () => progress.evaluate((bar: { value: number }) => bar.value);
  await expect.poll(part).toBeGreaterThan(0);
  expect(await part()).toBeLessThan(1);
  await ada.says('The text does not wait');
  await hers.ready('Crane.png').getByText('it is sent when it is there').waitFor();
  await hers.ready('Crane.png').getByRole('button', { name: 'Cancel Crane.png' }).click();
  await hers.ready('Crane.png').waitFor({ state: 'detached' });
  const statesNow = () =>
    scene.stage.sql<{ state: string }>(
      "SELECT state FROM attachments WHERE state IN ('waiting', 'ready', 'sent')",
    );
  await expect.poll(statesNow, { timeout: 10_000 }).toEqual([]);

  await hers.network('gone');
  await hers.chooses(crane);
  await hers.ready('Crane.png').getByText('Not uploaded. The server cannot be reached.').waitFor();
  await hers.network('free');
  await hers.ready('Crane.png').getByRole('button', { name: 'Try again' }).click();
  await hers.ready('Crane.png').getByRole('button', { name: 'Remove' }).waitFor();
  await ada.isConnected();
  await ada.page.getByRole('textbox', { name: 'Message', exact: true }).press('Enter');
  await his.picture('Crane.png').locator('img').waitFor();
  await expect.poll(() => ben.page.locator('.picture').count()).toBe(1);
  expect(await statesNow()).toEqual([{ state: 'sent' }]);
});

journey('what cannot be sent says why and what to do', async (scene) => {
  const { ada, hers } = await twoInHarbour(scene);
  await hers.chooses(text('Empty.txt', ''));
  await hers.ready('Empty.txt').getByText('The file is empty.').waitFor();
  await hers.dropsEmptySpace('Film.mp4', 'video/mp4', 27_000_000);
  await hers
    .ready('Film.mp4')
    .getByText(/larger than 25 MiB/)
    .waitFor();
  const broken = {
    name: 'Broken.png',
    type: 'image/png',
    bytes: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
  };
  await hers.chooses(broken);
  await hers.ready('Broken.png').getByRole('button', { name: 'Remove' }).waitFor();
  await ada.page.getByRole('textbox', { name: 'Message', exact: true }).press('Enter');
  const failed = ada.page.locator('.message-failed');
  await failed.getByText('Not sent: The picture cannot be read.').waitFor();
  expect(await hers.ready('').count()).toBe(2);
  expect(await findBarriers(ada.page)).toEqual([]);
  await failed.getByRole('button', { name: 'Discard' }).click();
  await failed.waitFor({ state: 'detached' });
});
