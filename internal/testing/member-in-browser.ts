import type { Locator, Page } from 'playwright-core';

/** Somebody with an account at the teams' place. */
export type MemberInBrowser = {
  id: string;
  page: Page;
  isConnected: () => Promise<void>;
  /** Makes a team with these people in it, found by the beginning of their names. */
  makes: (team: string, members?: readonly string[]) => Promise<void>;
  /** A team or a person of the list at the left. */
  opens: (place: string) => Promise<void>;
  /** `shownAs`: how a part of it looks, when that is not how it was typed. */
  says: (text: string, shownAs?: string) => Promise<void>;
  sees: (text: string | RegExp) => Promise<void>;
  /** The line under the head: switched off, gone, waiting. */
  isTold: (text: string | RegExp) => Promise<void>;
  /** What is offered in the menu of one of the members. */
  choicesFor: (person: string) => Promise<string[]>;
  /** Chooses something of that menu, and says yes when asked. */
  does: (choice: string, person: string, answer?: string) => Promise<void>;
  adds: (person: string) => Promise<void>;
  /** A button of the side pane: `Settings`, `Leave the team…`. */
  presses: (name: string | RegExp) => Promise<void>;
  /** A button of the dialog that is open. */
  answers: (name: string) => Promise<void>;
  /** The places of the list, top to bottom. */
  places: () => Promise<string[]>;
  /** What stands beside a place for what is unread: empty, `2`, `@1`. */
  unreadOf: (place: string) => Promise<string>;
  /** The messages on screen, top to bottom. */
  lines: () => Promise<string[]>;
  /** Writing is offered. */
  canWrite: () => Promise<boolean>;
};

export function memberAt(page: Page, id: string): MemberInBrowser {
  const list = page.getByRole('list', { name: 'Places' });
  const log = page.getByRole('log', { name: 'Messages' }).locator('#timeline');
  const side = page.getByRole('region', { name: 'About this channel' });
  const members = side.getByRole('list', { name: 'Members' });
  const writing = page.getByRole('textbox', { name: 'Message', exact: true });
  const dialog = page.getByRole('dialog');
  const placeOf = (place: string) =>
    list.getByRole('listitem').filter({ has: page.locator('b').getByText(place, { exact: true }) });
  const openMenu = async (person: string) => {
    await members.getByRole('button', { name: person }).click();
    return page.getByRole('menu');
  };
  const pick = async (person: string) => {
    const search = dialog.getByRole('combobox');
    await search.fill(person);
    await dialog.getByRole('option', { name: person }).first().click();
    await dialog.getByRole('button', { name: `Leave out ${person}` }).waitFor();
  };
  return {
    id,
    page,
    isConnected: () => page.locator('#connection', { hasText: /^Connected$/ }).waitFor(),
    async makes(team, people = []) {
      await page.getByRole('button', { name: 'New team', exact: true }).first().click();
      await dialog.getByRole('textbox', { name: 'Name' }).fill(team);
      for (const person of people) await pick(person);
      await dialog.getByRole('button', { name: 'Make the team' }).click();
      await page.getByRole('heading', { level: 2, name: team, exact: true }).waitFor();
    },
    async opens(place) {
      await placeOf(place).getByRole('link').first().click();
      await page.getByRole('heading', { level: 2, name: place }).first().waitFor();
    },
    async says(text, shownAs = text) {
      await writing.fill(text);
      await writing.press('Enter');
      await shown(log.getByText(shownAs));
    },
    sees: (text) => shown(log.getByText(text)),
    isTold: (text) => shown(page.locator('#talk-strip').getByText(text)),
    async choicesFor(person) {
      const menu = await openMenu(person);
      const choices = await menu.getByRole('menuitem').allInnerTexts();
      await page.keyboard.press('Escape');
      return choices;
    },
    async does(choice, person, answer) {
      const menu = await openMenu(person);
      await menu.getByRole('menuitem', { name: choice }).click();
      if (answer) await dialog.getByRole('button', { name: answer }).click();
    },
    async adds(person) {
      await side.getByRole('button', { name: 'Add people' }).click();
      await pick(person);
      await dialog.getByRole('button', { name: 'Add to the team' }).click();
      await members.getByRole('button', { name: person }).waitFor();
    },
    presses: (name) => side.getByRole('button', { name }).click(),
    answers: (name) => dialog.getByRole('button', { name, exact: true }).click(),
    places: () => list.getByRole('link').locator('b').allInnerTexts(),
    async unreadOf(place) {
      const count = placeOf(place).locator('.place-count');
      return (await count.isVisible()) ? count.innerText() : '';
    },
    lines: () => log.locator('.message-text').allInnerTexts(),
    canWrite: () => writing.isVisible(),
  };
}

async function shown(locator: Locator): Promise<void> {
  await locator.first().waitFor({ state: 'visible' });
}
