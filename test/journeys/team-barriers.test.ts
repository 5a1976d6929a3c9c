import { describe, expect } from 'vitest';
import { findBarriers } from '../../internal/testing/accessibility.ts';
import { journey } from '../../internal/testing/journey.ts';

const looks = [
  { width: 1440, colorScheme: 'light' },
  { width: 375, colorScheme: 'dark' },
] as const;

describe.each(looks)('no barrier at $width pixels, $colorScheme:', (look) => {
  journey("the teams' place", async ({ member }) => {
    const found: string[] = [];
    const ada = await member('Ada', look);
    const ben = await member('Ben');
    const { page } = ada;
    const examine = async (name: string) => {
      found.push(...(await findBarriers(page)).map((barrier) => `${name}: ${barrier}`));
    };
    const isPhone = look.width < 768;
    const toSide = () =>
      isPhone ? page.getByRole('button', { name: 'Members and more' }).click() : undefined;
    const back = () =>
      isPhone ? page.getByRole('button', { name: 'Back to the channel' }).click() : undefined;

    await examine('no team');
    await page.getByRole('button', { name: 'New team', exact: true }).first().click();
    await page.getByRole('combobox', { name: 'Members' }).fill('be');
    await page.getByRole('option', { name: 'Ben' }).waitFor();
    await examine('new team');
    await page.keyboard.press('Escape');
    await ada.makes('Design', ['Ben']);
    await ada.says('hello @ben, see https://example.com and **this**');
    await ben.opens('Design');
    await ben.says('hello @ada');
    await ada.sees('hello @ada');
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
    await page.getByRole('tab', { name: 'Members' }).click();
    await ada.does('Write to them alone', 'Ben');
    await ada.says('between us');
    await examine('one person');
    await page.keyboard.press('Control+k');
    await page.getByRole('option').first().waitFor();
    await examine('switcher');
    await page.keyboard.press('Escape');
    if (isPhone) await page.getByRole('button', { name: 'Back to the list' }).click();
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
    if (isPhone) await page.getByRole('button', { name: 'Back to the list' }).click();
    await page.getByRole('button', { name: 'Ask for help' }).click();
    await ada.isTold('Nobody is at the desk at the moment.');
    await examine('desk');
    expect(found).toEqual([]);
  });
});
