import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { frameOf, hears, loaderOf, openSite, stub } from '../../internal/testing/host-site.ts';
import { type Journey, journey } from '../../internal/testing/journey.ts';
import { openSite as signingSite } from '../../internal/testing/signing-site.ts';
import { visitorAt } from '../../internal/testing/visitor-in-browser.ts';

const lateMs = 1500;

async function shopperAt(page: Page, { siteOrigin }: Journey) {
  await page.goto(siteOrigin);
  await page.getByRole('button', { name: 'Open chat' }).click();
  return visitorAt(page, frameOf(page));
}

/** What one tab learns late of what the other did. */
const orders = {
  'that it has the login': (first: Page) =>
    first.route('**/v1/chat/session', async (route) => {
      const response = await route.fetch();
      await first.waitForTimeout(lateMs);
      await route.fulfill({ response });
    }),
  'that the old login has ended': (_first: Page, second: Page) =>
    second.routeWebSocket(/\/ws$/, (socket) => {
      socket.connectToServer().onClose((code, reason) => {
        setTimeout(() => void socket.close({ code, reason }).catch(() => undefined), lateMs);
      });
    }),
};

describe.each(Object.entries(orders))('where a tab hears late %s', (_, delay) => {
  journey('it goes on as whom the site signed for in another', async (scene) => {
    const { stage, browsing } = scene;
    // What is written meanwhile.
    browsing.trouble.allow(/WebSocket is already in CLOSING/);
    const admin = await stage.people.signIn(await stage.people.admin());
    const signer = await signingSite(stage, admin);
    using _site = await openSite(scene, `<script>${stub}</script>${loaderOf(scene)}`);
    const { page, newTab } = await browsing.screen();
    const second = await newTab();
    const vera = await shopperAt(page, scene);
    await vera.chooses('Mat');
    await vera.says('as nobody');
    await vera.sees('mat mat');
    await delay(page, second);
    const other = await shopperAt(second, scene);
    await other.sees('mat mat');
    const identify = async (sub: string) => {
      const token = await signer.sign({ sub, name: sub });
      await page.evaluate(`heard.length=0;Natter("identify", ${JSON.stringify(token)})`);
      await page.waitForTimeout(lateMs / 2);
    };
    await identify('Vera');
    await other.says('still here');
    await hears(page, 'identify', { ok: true });
    await vera.sees('still here');
    await second.waitForTimeout(lateMs);
    await other.says('and after it');
    await vera.sees('and after it');
    await identify('Bob');
    await hears(page, 'identify', { ok: true });
    await other.chooses('Mat');
    await other.says('one');
    await vera.sees('one');
    await second.waitForTimeout(lateMs);
    await other.says('two words');
    await vera.sees('two words');
    const names = await stage.sql<{ name: string }>("SELECT name FROM people WHERE role = 'user'");
    expect(names.map(({ name }) => name).toSorted()).toEqual(['Bob', 'Vera']);
    // Nobody asks for what they have.
    const asked = 'SELECT COUNT(*) AS n FROM refresh_tokens';
    const [before] = await stage.sql<{ n: number }>(asked);
    await second.waitForTimeout(lateMs);
    expect(await stage.sql(asked)).toEqual([before]);
  });
});

journey('a tab goes on as the guest who came after a reset in another', async (scene) => {
  using _site = await openSite(scene, `<script>${stub}</script>${loaderOf(scene)}`);
  const { page, newTab } = await scene.browsing.screen();
  const ada = await shopperAt(page, scene);
  await ada.chooses('Mat');
  await ada.says('before');
  await ada.sees('mat');
  const other = await shopperAt(await newTab(), scene);
  await other.sees('mat');
  await page.evaluate('Natter("reset")');
  await other.isTold('This device was asked to forget you in another tab.');
  await ada.chooses('Word reverser');
  await ada.says('one two');
  await ada.sees('two one');
  await other.sees('two one');
  expect(await other.lines()).toEqual(['one two', 'two one']);
});
