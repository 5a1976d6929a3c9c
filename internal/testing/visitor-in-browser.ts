import type { FrameLocator, Locator, Page } from 'playwright-core';

/** Somebody who came by, at the chat page or in a widget. */
export type VisitorInBrowser = {
  page: Page;
  chooses: (whom: string) => Promise<void>;
  isCalled: (nickname: string) => Promise<void>;
  says: (text: string) => Promise<void>;
  /** Their own line is on screen, and it is said that the server has it. */
  seesStored: (text: string) => Promise<void>;
  /** Their own line is on screen, and it is said that it is still on its way. */
  seesSending: (text: string) => Promise<void>;
  /** A line, notice or name in the conversation. */
  sees: (text: string | RegExp) => Promise<void>;
  seesTyping: (name: string) => Promise<void>;
  /** Who answers, at the top. */
  isWith: (name: string) => Promise<void>;
  /** The line below the name of who answers. */
  isToldOfAgent: (text: string | RegExp) => Promise<void>;
  /** The line under the head: waiting, nobody there, no connection. */
  isTold: (text: string | RegExp) => Promise<void>;
  asksForPerson: () => Promise<void>;
  ends: () => Promise<void>;
  startsAgain: () => Promise<void>;
  /** The lines of the conversation as they stand, top to bottom. */
  lines: () => Promise<string[]>;
};

/** `surface` is the page itself or the frame that a widget shows. */
export function visitorAt(page: Page, surface: Page | FrameLocator = page): VisitorInBrowser {
  const log = surface.getByRole('log', { name: 'Conversation' });
  const writing = surface.getByRole('textbox', { name: 'Message' });
  return {
    page,
    chooses: (whom) => surface.getByRole('radio', { name: whom }).check(),
    isCalled: (nickname) => surface.getByRole('textbox', { name: /^Your name/ }).fill(nickname),
    async says(text) {
      await writing.fill(text);
      await writing.press('Enter');
    },
    seesStored: (text) => shown(lineWith(log, text).filter({ hasText: /Stored|Seen/ })),
    seesSending: (text) => shown(lineWith(log, text).filter({ hasText: 'Sending' })),
    sees: (text) => shown(log.getByText(text)),
    seesTyping: (name) => shown(log.getByText(`${name} is typing…`)),
    isWith: (name) => shown(surface.getByRole('heading', { level: 1, name })),
    isToldOfAgent: (text) => shown(surface.locator('.chat-line').getByText(text)),
    isTold: (text) => shown(surface.getByRole('status').getByText(text)),
    asksForPerson: () => surface.getByRole('button', { name: 'Talk to a person' }).click(),
    async ends() {
      await surface.getByRole('button', { name: 'More' }).click();
      await surface.getByRole('button', { name: 'End this conversation' }).click();
      await surface.getByRole('dialog').getByRole('button', { name: 'End it' }).click();
    },
    startsAgain: () => surface.getByRole('button', { name: 'Start again' }).click(),
    lines: () => log.locator('.message-text').allInnerTexts(),
  };
}

function lineWith(log: Locator, text: string): Locator {
  return log.getByRole('listitem').filter({ hasText: text });
}

async function shown(locator: Locator): Promise<void> {
  await locator.first().waitFor({ state: 'visible' });
}
