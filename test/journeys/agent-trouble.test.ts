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
