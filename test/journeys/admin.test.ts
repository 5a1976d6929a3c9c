import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { findBarriers } from '../../internal/testing/accessibility.ts';
import { type Journey, journey } from '../../internal/testing/journey.ts';
import { tabTo } from '../../internal/testing/keyboard.ts';
import { seedReports } from '../../internal/testing/report-seed.ts';
import { agentAtWork } from '../../internal/testing/desk-in-browser.ts';

const looks = [
  { width: 1440, colorScheme: 'light' },
  { width: 768, colorScheme: 'dark' },
  { width: 375, colorScheme: 'dark' },
] as const;

async function officeOf({ stage, signedIn }: Journey, look: object = {}) {
  const admin = await stage.people.admin({ name: 'Nora' });
  const office = await signedIn(admin, look);
  return office;
}

const tile = (page: Page, name: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) });

journey('the dashboard follows what happens, and says when it no longer does', async (scene) => {
  const { page } = await officeOf(scene);
  await page.getByText('Live', { exact: true }).waitFor();
  const visitor = await scene.visitor();
  await visitor.chooses('A person');
  await visitor.says('Is anybody there?');
  await tile(page, 'Waiting').getByText('1', { exact: true }).waitFor();
  await page.getByRole('region', { name: 'Who waits longest' }).getByText('Anybody').waitFor();
  const longest = tile(page, 'Waiting').locator('time');
  const before = await longest.innerText();
  await expect.poll(() => longest.innerText()).not.toBe(before);

  const ann = await agentAtWork(scene, 'Ann');
  const seats = page.getByRole('region', { name: 'Agents' });
  await seats.getByRole('row').filter({ hasText: 'Ann' }).getByText('Online').waitFor();
  await seats.getByRole('row').filter({ hasText: 'Ann' }).getByText('1 of 6').waitFor();
  await ann.page.close();
  const bots = page.getByRole('region', { name: 'Automations' });
  await bots.getByText('1 replica ready').first().waitFor();

  await page.route('**/admin/dashboard/live', (route) => route.abort());
  scene.browsing.trouble.allow(/net::ERR_FAILED/);
  await page.getByText(/Stands as of .* no answer since/).waitFor({ timeout: 30_000 });
  await page.unroute('**/admin/dashboard/live');
  await page.getByText('Live', { exact: true }).waitFor();
});

journey('without a script the dashboard says how old it is', async (scene) => {
  const { page } = await officeOf(scene, { javaScriptEnabled: false });
  await page.getByText(/As of \d\d:\d\d:\d\d/).waitFor();
  await page.getByRole('link', { name: 'Load again' }).click();
  await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
});

describe.each(looks)('at $width pixels, $colorScheme:', (look) => {
  journey('an admin finds everything within two steps, without a barrier', async (scene) => {
    const { stage, url } = scene;
    const agents = [];
    for (const name of ['Ann', 'Ben']) agents.push((await stage.people.agent({ name })).id);
    await seedReports(stage, { agents, conversations: 300, days: 20 });
    await stage.people.visitor('Eve');
    const office = await officeOf(scene, look);
    const { page } = office;
    const rail = page.getByRole('navigation', { name: 'Main' });
    expect(await rail.getByRole('link').count()).toBeLessThanOrEqual(7);
    const barriers: string[] = [];
    const places = [
      ['Dashboard', 'Dashboard', 'Now'],
      ['Reports', 'Reports', 'Figures'],
      ['Reports', 'Who did what', 'Who did what'],
      ['People', 'Agents', 'Agents'],
      ['People', 'Members', 'Members'],
      ['People', 'Bans', 'Bans'],
      ['Settings', 'Settings', 'General'],
      ['Settings', 'Widget', 'Widget'],
    ] as const;
    for (const [word, title, tab] of places) {
      await office.goesTo(word);
      const pages = page.getByRole('navigation', { name: word, exact: true });
      await pages.getByRole('link', { name: tab, exact: true }).click();
      await page.getByRole('heading', { name: title, level: 1 }).waitFor();
      barriers.push(...(await findBarriers(page)).map((barrier) => `${title}: ${barrier}`));
      const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
      expect([title, isWide]).toEqual([title, false]);
    }
    await page.goto(`${url}/admin/reports?preset=month`);
    for (const summary of await page.locator('summary').all()) await summary.click();
    barriers.push(...(await findBarriers(page)));
    expect(barriers).toEqual([]);
  });
});

journey(
  'an admin reads a report of days of their own, by keyboard, and takes it along',
  async (scene) => {
    const { stage, url } = scene;
    const agents = [(await stage.people.agent({ name: 'Ann' })).id];
    await seedReports(stage, { agents, conversations: 100, days: 10 });
    const { page } = await officeOf(scene);
    await page.goto(`${url}/admin/reports`);
    await tabTo(page, page.getByRole('link', { name: '30 days' }));
    await page.keyboard.press('Enter');
    await page.waitForURL('**/admin/reports?preset=month');
    expect(await tile(page, 'Conversations').locator('.tile-value').innerText()).toBe('100');
    const chart = page.getByRole('img', { name: /Conversations by day/ });
    await chart.waitFor();
    await tabTo(page, page.getByText('As a table').first());
    await page.keyboard.press('Enter');
    await page.getByRole('columnheader', { name: 'Abandoned' }).first().waitFor();
    const saving = page.waitForEvent('download');
    await page.getByRole('link', { name: 'By agent' }).click();
    expect((await saving).suggestedFilename()).toMatch(/^natter-agents-.+\.csv$/);
  },
);

journey('an admin sees the widget as they colour it, and what to paste', async (scene) => {
  const { page } = await officeOf(scene);
  await page.goto(`${scene.url}/admin/widget`);
  const frame = page.frameLocator('#preview-frame');
  await frame.getByText('Hello. What can we do for you?').waitFor();
  await page.getByLabel('Greeting').fill('Ask the bicycle people.');
  await page.getByRole('textbox', { name: 'Colour optional' }).fill('#aa2277');
  await frame.getByText('Ask the bicycle people.').waitFor();
  const accent = "getComputedStyle(document.documentElement).getPropertyValue('--accent')";
  const inside = page.frames().find((one) => one.url().includes('/preview'))!;
  expect(await inside.evaluate(accent)).toMatch(/^light-dark\(#a[0-9a-f]{5},/);
  expect(await page.getByLabel('Line to paste').inputValue()).toContain('/widget.js');
  await page.getByText('Nothing is saved yet.').waitFor();
  await page.getByRole('button', { name: 'Save widget' }).click();
  await page.getByText('The settings are saved.').waitFor();
  const visitor = await scene.visitor();
  await visitor.page.getByText('Ask the bicycle people.').waitFor();
});

journey('an admin says what an agent speaks, and which words are wrong', async (scene) => {
  await scene.stage.people.agent({ name: 'Ann' });
  const { page, goesTo } = await officeOf(scene);
  await goesTo('People');
  await page.getByRole('link', { name: 'Languages and skills of Ann' }).click();
  await page.getByLabel('Languages').fill('en de');
  await page.getByLabel('Skills').fill('billing 3rd-floor');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('One of the words must be a short word.').waitFor();
  await page.getByLabel('Skills').fill('billing');
  // What ends without another page, as when somebody stops it, can be sent again.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  await page.route('**/admin/agents/*', (route) => route.fulfill({ status: 204 }));
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('form[data-busy] button[aria-busy]').waitFor();
  await page.unroute('**/admin/agents/*');
  await page.clock.fastForward(8000);
  await page
    .locator('form:not([data-busy]) button:not([aria-busy])', { hasText: 'Save' })
    .waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('row').filter({ hasText: 'en · de · billing' }).waitFor();
});
