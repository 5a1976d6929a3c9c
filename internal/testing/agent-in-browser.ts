import type { Page } from 'playwright-core';

/** An agent at the console. */
export type AgentInBrowser = {
  page: Page;
  goesOnline: () => Promise<void>;
  goesOffline: () => Promise<void>;
  isConnected: () => Promise<void>;
  seesWaiting: (visitor: string, line?: string) => Promise<void>;
  seesNobodyWaiting: () => Promise<void>;
  takes: (visitor: string) => Promise<void>;
  /** Shows one of their own conversations. */
  opens: (visitor: string) => Promise<void>;
  /** Back to the queue, where a phone shows one thing at a time. */
  leaves: () => Promise<void>;
  says: (text: string) => Promise<void>;
  sees: (text: string | RegExp) => Promise<void>;
  /** Whether a visitor is there, beside their name in the queue. */
  seesPresence: (visitor: string, words: string | RegExp, patienceMs?: number) => Promise<void>;
  /** The count beside one of their conversations; 0 when there is none. */
  unreadOf: (visitor: string) => Promise<number>;
  /** What it was about is one of the organisation's words. */
  closes: (about?: string) => Promise<void>;
  /** The lines of the conversation on screen, top to bottom. */
  lines: () => Promise<string[]>;
};

/** At the console's page, signed in. */
export function agentAt(page: Page): AgentInBrowser {
  const queue = page.getByRole('region', { name: 'Queue' });
  const waiting = queue.getByRole('list', { name: 'Waiting visitors' });
  const mine = queue.getByRole('list', { name: 'My conversations' });
  const log = page.getByRole('log', { name: 'Messages' });
  const writing = page.getByRole('textbox', { name: 'Message' });
  const rowOf = (visitor: string) => mine.getByRole('listitem').filter({ hasText: visitor });
  const turn = async (on: boolean) => {
    const toggle = queue.getByRole('switch');
    if ((await toggle.getAttribute('aria-checked')) !== String(on)) await toggle.click();
    await queue.getByRole('switch', { checked: on }).waitFor();
  };
  return {
    page,
    goesOnline: () => turn(true),
    goesOffline: () => turn(false),
    isConnected: () => queue.getByText('Connected', { exact: true }).waitFor(),
    async seesWaiting(visitor, line) {
      const row = waiting.getByRole('listitem').filter({ hasText: visitor });
      await (line ? row.filter({ hasText: line }) : row).first().waitFor();
    },
    async seesNobodyWaiting() {
      await waiting.getByRole('listitem').first().waitFor({ state: 'detached' });
    },
    async takes(visitor) {
      await waiting.getByRole('button', { name: `Take ${visitor}`, exact: true }).click();
      await writing.waitFor({ state: 'visible' });
    },
    opens: (visitor) => rowOf(visitor).getByRole('button').first().click(),
    leaves: () => page.getByRole('button', { name: 'Back to the queue' }).click(),
    async says(text) {
      await writing.fill(text);
      await writing.press('Enter');
    },
    sees: (text) => log.getByText(text).first().waitFor(),
    async seesPresence(visitor, words, timeout) {
      const row = queue.getByRole('listitem').filter({ hasText: visitor });
      await row.locator('.presence').getByText(words, { exact: true }).waitFor({ timeout });
    },
    async unreadOf(visitor) {
      const count = rowOf(visitor).locator('.count');
      return (await count.isVisible()) ? Number(await count.innerText()) : 0;
    },
    async closes(about = 'Other') {
      await page.getByRole('button', { name: 'Close…' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('radio', { name: about }).check();
      await dialog.getByRole('button', { name: 'Close it' }).click();
    },
    lines: () => log.locator('.message-text').allInnerTexts(),
  };
}
