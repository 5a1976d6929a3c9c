import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { findBarriers } from '../../internal/testing/accessibility.ts';
import type { AgentInBrowser } from '../../internal/testing/agent-in-browser.ts';
import { agentAtWork, visitorWhoWaits } from '../../internal/testing/desk-in-browser.ts';
import { type Journey, journey } from '../../internal/testing/journey.ts';

type Look = { width: number; colorScheme: 'light' | 'dark' };

const desktop: Look = { width: 1440, colorScheme: 'light' };
const phone: Look = { width: 375, colorScheme: 'dark' };

const hasNoBarriers = async (page: Page) => expect(await findBarriers(page)).toEqual([]);

const notesOf = (page: Page) => page.getByRole('log', { name: 'Private notes' });

const notes = async (page: Page, text: string) => {
  const field = page.getByRole('textbox', { name: 'Private note' });
  await field.fill(text);
  await field.press('Enter');
  await notesOf(page).getByText(text).waitFor();
};

async function bringsIn({ page }: AgentInBrowser, name: string) {
  await page.getByRole('button', { name: 'More', exact: true }).first().click();
  await page.getByRole('menuitem', { name: 'Bring somebody in…' }).click();
  await page.getByRole('radio', { name }).check();
  await page.getByRole('button', { name: 'Bring in', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** Agnes has Ada's conversation and a note on it; she brings in Dora, of a team of hers. */
async function broughtIn(scene: Journey, look: Look) {
  const agnes = await agentAtWork(scene, 'Agnes');
  const dora = await scene.member('Dora', look);
  await dora.makes('Lamps', ['Agnes']);
  const ada = await visitorWhoWaits(scene, 'Ada', 'my lamp is dark');
  await agnes.seesWaiting('Ada', 'my lamp is dark');
  await agnes.takes('Ada');
  await notes(agnes.page, 'a patient one');
  // What is said for a moment is waited for before.
  const told = dora.page.getByText('You were brought in to help').waitFor();
  await Promise.all([told, bringsIn(agnes, 'Dora')]);
  await ada.sees('Dora joined the conversation.');
  const { page } = dora;
  const press = async (name: string | RegExp) => {
    if (look.width < 768) await page.getByRole('button', { name }).click();
  };
  await press('Back to the list');
  return {
    agnes,
    dora,
    ada,
    toNotes: () => press(/^Notes and more/u),
    toTalk: () => press('Back to the channel'),
    toList: () => press('Back to the list'),
  };
}

journey('a specialist reads, answers, writes notes and leaves', async (scene) => {
  const { agnes, dora, ada, toNotes, toTalk, toList } = await broughtIn(scene, phone);
  const { page } = dora;
  const isUnread = async () => {
    await page.getByRole('heading', { name: 'Conversations you help in' }).waitFor();
    await expect.poll(() => dora.places()).toEqual(['Ada', 'Lamps']);
    // What she said, and the note.
    await expect.poll(() => dora.unreadOf('Ada')).toBe('2');
  };
  await isUnread();
  await hasNoBarriers(page);
  await page.goto(`${scene.url}/app`);
  await isUnread();
  await dora.opens('Ada');
  await dora.sees('my lamp is dark');
  await dora.sees('Dora joined the conversation.');
  await page.locator('#head-line', { hasText: 'With' }).getByText('Agnes').waitFor();
  await hasNoBarriers(page);
  await toNotes();
  await notesOf(page).getByText('a patient one').waitFor();
  await page.getByText('has the conversation with').waitFor();
  await hasNoBarriers(page);
  await notes(page, 'it is the old fuse');
  await notesOf(agnes.page).getByText('it is the old fuse').waitFor();
  await toTalk();
  await dora.says('Try the other switch.');
  await ada.sees('Try the other switch.');
  await agnes.sees('Try the other switch.');
  await ada.says('it is bright');
  await dora.sees('it is bright');
  expect((await ada.lines()).join()).not.toMatch(/patient|fuse/u);
  await toList();
  await expect.poll(() => dora.unreadOf('Ada')).toBe('');
  await dora.opens('Lamps');
  await ada.says('and now it is dark again');
  await toList();
  await expect.poll(() => dora.unreadOf('Ada')).toBe('1');
  await dora.opens('Ada');
  await toNotes();
  await page.getByRole('button', { name: 'Leave the conversation…' }).click();
  await hasNoBarriers(page);
  const told = page.getByText('You left the conversation with').waitFor();
  await Promise.all([told, dora.answers('Leave it')]);
  await ada.sees('Dora left the conversation.');
  await expect.poll(() => dora.places()).toEqual(['Lamps']);
  await agnes.sees('Dora left the conversation.');
});

journey('what a specialist helps in ends while they look at it', async (scene) => {
  const { agnes, dora, toList } = await broughtIn(scene, desktop);
  const { page } = dora;
  await page.keyboard.press('Control+k');
  await page.keyboard.type('ada');
  await page.getByRole('option', { name: 'Ada' }).waitFor();
  await page.keyboard.press('Enter');
  await dora.sees('my lamp is dark');
  await agnes.closes();
  await dora.isTold('This conversation is closed.');
  await hasNoBarriers(page);
  await expect.poll(() => dora.canWrite()).toBe(false);
  expect(await dora.lines()).toContain('my lamp is dark');
  await toList();
  await expect.poll(() => dora.places()).toEqual(['Lamps']);
  await dora.opens('Lamps');
  await page.goBack();
  await page.getByText('There is no such team or conversation').waitFor();
});

journey('what is behind the notes is not read, until they go', async (scene) => {
  const { dora, ada } = await broughtIn(scene, { width: 1024, colorScheme: 'light' });
  const { page } = dora;
  await dora.opens('Ada');
  await dora.sees('my lamp is dark');
  await page.getByRole('button', { name: /^Notes and more/u }).click();
  await notesOf(page).getByText('a patient one').waitFor();
  await expect.poll(() => dora.unreadOf('Ada')).toBe('');
  await ada.says('are you there?');
  await expect.poll(() => dora.unreadOf('Ada')).toBe('1');
  await page.getByRole('button', { name: 'Back to the channel' }).click();
  await expect.poll(() => dora.unreadOf('Ada')).toBe('');
});
