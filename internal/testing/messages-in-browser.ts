import type { Locator, Page } from 'playwright-core';

/** The messages on a member's screen, and what they do with them. */
export type MessagesInBrowser = {
  /** The line that holds a text. */
  line: (text: string | RegExp) => Locator;
  /** Opens a message's menu with the mouse and takes a choice. */
  chooses: (choice: string, text: string) => Promise<void>;
  /** What a message's menu offers. */
  choicesFor: (text: string) => Promise<string[]>;
  /** With the keyboard: the focus goes to the message, then this key. */
  presses: (key: string, text: string) => Promise<void>;
  /** Rests a finger on a message, lets go, and takes a choice. */
  holds: (choice: string, text: string) => Promise<void>;
  seesReaction: (text: string, emoji: string, people: string) => Promise<void>;
  /** What a message answers, as it stands above it. */
  seesQuote: (text: string, quote: string) => Promise<void>;
  seesToast: (text: string | RegExp) => Promise<void>;
  /** What is written and not sent. */
  draft: () => Promise<string>;
};

const heldMs = 700;

export function messagesAt(page: Page): MessagesInBrowser {
  const log = page.getByRole('log', { name: 'Messages' });
  const menu = page.getByRole('menu');
  const line = (text: string | RegExp) =>
    log.locator('.message', { has: page.locator('.message-text', { hasText: text }) }).last();
  const open = async (text: string) => {
    await line(text).hover();
    await line(text).getByRole('button', { name: 'More about this message' }).click();
  };
  const take = (choice: string) => menu.getByRole('menuitem', { name: choice }).click();
  return {
    line,
    async chooses(choice, text) {
      await open(text);
      await take(choice);
    },
    async choicesFor(text) {
      await open(text);
      const labels = await menu.locator('.menu-label').allInnerTexts();
      await page.keyboard.press('Escape');
      return labels;
    },
    async presses(key, text) {
      await line(text).focus();
      await page.keyboard.press(key);
    },
    async holds(choice, text) {
      const box = (await line(text).locator('.bubble').boundingBox())!;
      const finger = await page.context().newCDPSession(page);
      const touchPoints = [{ x: box.x + 20, y: box.y + 12 }];
      await finger.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
      await page.waitForTimeout(heldMs);
      await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
      await take(choice);
    },
    async seesReaction(text, emoji, people) {
      const name = `${emoji} ${people.split(', ').length}, ${people}`;
      await line(text).getByRole('button', { name, exact: true }).waitFor();
    },
    seesQuote: (text, quote) => line(text).locator('.message-quote', { hasText: quote }).waitFor(),
    seesToast: (text) => page.locator('.toast', { hasText: text }).first().waitFor(),
    draft: () => page.getByRole('textbox', { name: 'Message', exact: true }).inputValue(),
  };
}
