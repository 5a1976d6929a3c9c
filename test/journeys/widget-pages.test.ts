import { expect } from 'vitest';
import { agentAt } from '../../internal/testing/agent-in-browser.ts';
import { frameOf, loaderOf, openSite, stub } from '../../internal/testing/host-site.ts';
import { journey } from '../../internal/testing/journey.ts';
import { pickPort } from '../../internal/testing/pick-port.ts';
import { visitorAt } from '../../internal/testing/visitor-in-browser.ts';

journey('on a phone a chat that cannot be had is closed, and stays closed', async (scene) => {
  // A site that Natter does not know.
  const siteOrigin = `http://127.0.0.1:${await pickPort()}`;
  using _site = await openSite({ ...scene, siteOrigin }, `${loaderOf(scene)}<p>Prices of ours</p>`);
  scene.browsing.trouble.allow(/frame-ancestors|chrome-error|ERR_BLOCKED_BY/);
  const { page } = await scene.browsing.screen({ width: 375 });
  await page.goto(siteOrigin);
  const open = page.getByRole('button', { name: 'Open chat' });
  const frame = page.locator('natter-chat iframe');
  await open.click();
  await frame.waitFor();
  await page.getByRole('button', { name: 'Close chat' }).click();
  await frame.waitFor({ state: 'hidden' });
  await open.click();
  await frame.waitFor();
  await page.goto(`${siteOrigin}/next`);
  await open.waitFor();
  expect(await frame.count()).toBe(0);
});

journey('on a phone the chat fills the screen, on the next page as well', async (scene) => {
  using _site = await openSite(scene, loaderOf(scene));
  const { page } = await scene.browsing.screen({ width: 375 });
  await page.goto(scene.siteOrigin);
  await page.getByRole('button', { name: 'Open chat' }).click();
  const isKept = () => page.evaluate('sessionStorage.natter');
  await expect.poll(isKept).toBe('true');
  await page.goto(`${scene.siteOrigin}/next`);
  const ada = visitorAt(page, frameOf(page));
  await ada.chooses('Mat');
  // Where the button is, it lies below.
  await frameOf(page).getByRole('textbox', { name: 'Message' }).fill('one');
  await frameOf(page).getByRole('button', { name: 'Send' }).click();
  await ada.sees('mat');
  await frameOf(page).getByRole('button', { name: 'Close the chat' }).click();
  await page.getByRole('button', { name: /Open chat/ }).waitFor();
  expect(await isKept()).toBe('');
});

journey('who comes back finds on the button what came meanwhile, until a reset', async (scene) => {
  const agent = await scene.stage.people.agent({ name: 'Agnes' });
  const desk = agentAt((await scene.signedIn(agent)).page);
  await desk.goesOnline();
  using _site = await openSite(scene, `<script>${stub}</script>${loaderOf(scene)}`);
  const { page, newTab } = await scene.browsing.screen();
  await page.goto(scene.siteOrigin);
  await page.getByRole('button', { name: 'Open chat' }).click();
  const ada = visitorAt(page, frameOf(page));
  await ada.chooses('A person');
  await ada.isCalled('Ada');
  await ada.says('Call me back');
  await ada.seesStored('Call me back');
  await page.close();
  await desk.takes('Ada');
  await desk.says('Here I am');
  const later = await newTab();
  await later.goto(scene.siteOrigin);
  await later.getByRole('button', { name: 'Open chat, 1 unread' }).waitFor();
  await later.evaluate('Natter("reset")');
  await expect.poll(() => later.evaluate('localStorage.natter')).toBe('');
  await later.goto(`${scene.siteOrigin}/next`);
  await later.getByRole('button', { name: 'Open chat', exact: true }).waitFor();
  expect(await later.locator('natter-chat iframe').count()).toBe(0);
});
