import { expect } from 'vitest';
import { agentAtWork, visitorWhoWaits } from '../../internal/testing/desk-in-browser.ts';
import { journey } from '../../internal/testing/journey.ts';

journey(
  'a first private note, written without a connection, is added when it is back',
  async (scene) => {
    const { browsing, stage, stopRelay } = scene;
    browsing.trouble.allow(/WebSocket connection to .* failed/);
    const agnes = await agentAtWork(scene, 'Agnes');
    await visitorWhoWaits(scene, 'Ada', 'hello');
    await agnes.takes('Ada');
    const { page } = agnes;
    const restart = await stopRelay();
    const notes = page.getByRole('region', { name: 'Private notes' });
    const note = notes.getByRole('textbox', { name: 'Private note' });
    await note.fill('Ada is in a hurry.');
    await note.press('Enter');
    await notes.getByRole('log').getByText('Ada is in a hurry.').waitFor();
    expect(await notes.getByText('Nobody wrote one yet.').isVisible()).toBe(false);
    await page.reload();
    await restart();
    const stored = () => stage.sql("SELECT 1 FROM messages WHERE body = 'Ada is in a hurry.'");
    await expect.poll(stored, { timeout: 30_000 }).toHaveLength(1);
    await agnes.opens('Ada');
    await notes.getByRole('log').getByText('Ada is in a hurry.').waitFor();
  },
);

journey('a note stands in its dialog until the conversation is handed over', async (scene) => {
  const agnes = await agentAtWork(scene, 'Agnes');
  const bert = await agentAtWork(scene, 'Bert', { limit: 1 });
  const { page } = agnes;
  const ada = await visitorWhoWaits(scene, 'Ada', 'I am Ada');
  await agnes.takes('Ada');
  await page.keyboard.press('Escape');
  await page.keyboard.press('f');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'Bert' }).check();
  const note = dialog.getByLabel('A note for whoever comes next');
  await note.fill('She waits for a parcel.');
  await visitorWhoWaits(scene, 'Bob', 'I am Bob');
  await bert.takes('Bob');
  const handOver = dialog.getByRole('button', { name: 'Hand over', exact: true });
  await handOver.click();
  await dialog.getByRole('alert').getByText('Bert').waitFor();
  expect(await note.inputValue()).toBe('She waits for a parcel.');
  expect(await page.locator('.toast').getByText('Bert').count()).toBe(0);

  await bert.closes();
  await expect
    .poll(() => scene.stage.sql("SELECT 1 FROM conversations WHERE state = 'closed'"))
    .toHaveLength(1);
  await handOver.click();
  await dialog.waitFor({ state: 'detached' });
  await ada.isWith('Bert');
  await bert.opens('Ada');
  await bert.page.getByText('She waits for a parcel.').waitFor();
});
