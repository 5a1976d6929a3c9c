import { describe, expect } from 'vitest';
import { findBarriers } from '../../internal/testing/accessibility.ts';
import { type Journey, journey } from '../../internal/testing/journey.ts';

const looks = [
  { width: 1440, colorScheme: 'light' },
  { width: 375, colorScheme: 'dark' },
] as const;

describe.each(looks)('no barrier at $width pixels, $colorScheme:', (look) => {
  journey('a team, its people and its settings', async (scene) => {
    const { ada, ben, page, examine, found, toSide } = await placeAt(scene, look);
    await examine('no team');
    await page.getByRole('button', { name: 'New team', exact: true }).first().click();
    await page.getByRole('combobox', { name: 'Members' }).fill('be');
    await page.getByRole('option', { name: 'Ben' }).waitFor();
    await examine('new team');
    await page.keyboard.press('Escape');
    await ada.makes('Design', ['Ben']);
    await ada.says('hello @ben, see https://example.com and **this**', 'and this');
    await ben.opens('Design');
    await ben.says('good day @ada, all is well', 'good day');
    await ada.sees('good day');
    await examine('a team');
    await toSide();
    await page.getByRole('list', { name: 'Members' }).getByRole('button', { name: 'Ben' }).click();
    await examine('menu of a member');
    await page.keyboard.press('Escape');
    await ada.presses('Settings');
    await page.getByRole('textbox', { name: 'Picture' }).fill('http://example.com/a.png');
    await ada.answers('Save');
    await page.getByText('must be an https address').waitFor();
    await examine('settings, refused');
    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: 'Pins' }).click();
    await page.getByText('Nothing is pinned.').waitFor();
    await examine('pins');
    expect(found).toEqual([]);
  });

  journey('finding, one person, a team that is off, the desk', async (scene) => {
    const { ada, page, examine, found, toSide, back, toList } = await placeAt(scene, look);
    await ada.makes('Design', ['Ben']);
    await toSide();
    await ada.does('Write to them alone', 'Ben');
    await ada.says('between us');
    await examine('one person');
    await page.keyboard.press('Control+k');
    await page.getByRole('option').first().waitFor();
    await examine('switcher');
    await page.keyboard.press('Escape');
    await toList();
    await examine('list');
    await page.getByRole('button', { name: 'Search messages' }).click();
    await examine('search');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await examine('keyboard');
    await page.keyboard.press('Escape');
    await ada.opens('Design');
    await toSide();
    await ada.presses('Settings');
    await ada.answers('Switch off');
    await back();
    await ada.isTold('This team is switched off.');
    await examine('switched off');
    await toList();
    await page.getByRole('button', { name: 'Ask for help' }).click();
    await ada.isTold('Nobody is at the desk at the moment.');
    await examine('desk');
    expect(found).toEqual([]);
  });
});

/** Two people, what axe-core finds where one looks, and the ways between a phone's panes. */
async function placeAt({ member }: Journey, look: (typeof looks)[number]) {
  const ada = await member('Ada', look);
  const ben = await member('Ben');
  const { page } = ada;
  const found: string[] = [];
  const press = async (name: string) => {
    if (look.width < 768) await page.getByRole('button', { name }).click();
  };
  return {
    ada,
    ben,
    page,
    found,
    examine: async (name: string) => {
      found.push(...(await findBarriers(page)).map((barrier) => `${name}: ${barrier}`));
    },
    toSide: () => press('Members and more'),
    back: () => press('Back to the channel'),
    toList: () => press('Back to the list'),
  };
}
