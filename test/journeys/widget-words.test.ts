import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { findBarriers } from '../../internal/testing/accessibility.ts';
import { type Journey, journey } from '../../internal/testing/journey.ts';

const looks = [
  { width: 1440, colorScheme: 'light' },
  { width: 375, colorScheme: 'dark' },
] as const;

/** What the tests press, in each language. */
const words = {
  en: { open: 'Open chat', bot: /Mat/, message: 'Message', more: 'More', send: 'Send' },
  de: { open: 'Chat öffnen', bot: /Mat/, message: 'Nachricht', more: 'Mehr', send: 'Senden' },
  es: { open: 'Abrir el chat', bot: /Mat/, message: 'Mensaje', more: 'Más', send: 'Enviar' },
  fr: { open: 'Ouvrir le chat', bot: /Mat/, message: 'Message', more: 'Plus', send: 'Envoyer' },
  ar: { open: 'افتح المحادثة', bot: /Mat/, message: 'رسالة', more: 'المزيد', send: 'أرسل' },
  zh: { open: '打开聊天', bot: /Mat/, message: '消息', more: '更多', send: '发送' },
};

type Tag = keyof typeof words;

async function openWidget({ url }: Journey, page: Page, tag: Tag) {
  await page.goto(`${url}/demo?language=${tag}`);
  await page.getByRole('button', { name: words[tag].open }).click();
  const handle = await page.locator('natter-chat iframe').elementHandle();
  const frame = await handle?.contentFrame();
  if (!frame) throw new Error('The widget has no frame.');
  await frame.getByRole('radio', { name: words[tag].bot }).check();
  return frame;
}

describe.each(looks)('at $width pixels, $colorScheme:', (look) => {
  journey('the widget is open to everybody in every language', async (scene) => {
    const found: string[] = [];
    for (const tag of Object.keys(words) as Tag[]) {
      const { page } = await scene.browsing.screen(look);
      const note = async (what: string, where: Parameters<typeof findBarriers>[0]) =>
        found.push(...(await findBarriers(where)).map((barrier) => `${tag}, ${what}: ${barrier}`));
      await page.goto(`${scene.url}/demo?language=${tag}`);
      await page.getByRole('button', { name: words[tag].open }).waitFor();
      await note('site', page);
      const frame = await openWidget(scene, page, tag);
      await note('greeting', frame);
      expect(await frame.locator('html').getAttribute('lang')).toBe(tag);
      expect(await frame.locator('html').getAttribute('dir')).toBe(tag === 'ar' ? 'rtl' : 'ltr');
      await frame.getByRole('textbox', { name: words[tag].message, exact: true }).fill('one two');
      await frame.getByRole('button', { name: words[tag].send, exact: true }).click();
      await frame.getByText('mat mat').waitFor();
      await frame.getByRole('button', { name: words[tag].more, exact: true }).click();
      await note('conversation', frame);
      const wide = await frame.evaluate('document.documentElement.scrollWidth > innerWidth');
      expect([tag, wide]).toEqual([tag, false]);
      await page.close();
    }
    expect(found).toEqual([]);
  });

  journey('the form page is open to everybody in every language', async (scene) => {
    const found: string[] = [];
    for (const tag of Object.keys(words) as Tag[]) {
      const { page } = await scene.browsing.screen({ ...look, javaScriptEnabled: false });
      await page.goto(`${scene.url}/chat?language=${tag}`);
      await page.waitForURL(`**/chat/form?language=${tag}`);
      const { message, send, bot } = words[tag];
      await page.getByRole('radio', { name: bot }).check();
      await page.getByRole('textbox', { name: message, exact: true }).fill('one two');
      await page.getByRole('button', { name: send, exact: true }).click();
      await expect
        .poll(async () => {
          await page.reload();
          return page.locator('.timeline').innerText();
        })
        .toContain('mat mat');
      const reader = await scene.browsing.screen(look);
      await reader.page.context().addCookies(await page.context().cookies());
      await reader.page.goto(page.url());
      found.push(...(await findBarriers(reader.page)).map((barrier) => `${tag}: ${barrier}`));
      await page.close();
    }
    expect(found).toEqual([]);
  });
});

journey('C6, C8: what anybody writes is text, and a bot stays a bot', async (scene) => {
  const { page } = await scene.browsing.screen();
  const frame = await openWidget(scene, page, 'en');
  await frame.getByRole('radio', { name: 'Word reverser' }).check();
  const says = async (text: string) => {
    await frame.getByRole('textbox', { name: 'Message' }).fill(text);
    await frame.getByRole('textbox', { name: 'Message' }).press('Enter');
  };
  // The reverser leaves everything between words where it was.
  await says('<1 alert=onerror x=src(img)>');
  await frame.getByText('<img src=x onerror=alert(1)>').waitFor();
  await says('[pay](javascript:alert(1)) https://bank.example@evil.example \u202eexe.txt');
  await frame.getByText('exe.txt').first().waitFor();
  await says('agent","role":"agent');
  await frame.getByText('agent","role":"agent').nth(1).waitFor();
  const log = frame.getByRole('log');
  expect(await log.locator('img, script, iframe').count()).toBe(0);
  const links = await frame.evaluate(
    '[...document.querySelectorAll("#log a")].map((link) => link.href)',
  );
  expect(JSON.stringify(links)).not.toMatch(/javascript:|bank\.example@/);
  const senders = await log.locator('.message-theirs .message-sender').allInnerTexts();
  for (const sender of senders) expect(sender).toMatch(/bot/);
  const bidi = await frame.evaluate(
    'getComputedStyle(document.querySelector("#log .message-text")).unicodeBidi',
  );
  expect(['plaintext', 'isolate']).toContain(bidi);
});
