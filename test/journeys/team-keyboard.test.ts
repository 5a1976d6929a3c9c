import { expect } from 'vitest';
import { journey } from '../../internal/testing/journey.ts';
import { hasFocus, tabTo } from '../../internal/testing/keyboard.ts';

journey('a team is made, led and left with the keyboard alone', async ({ member }) => {
  const ben = await member('Ben');
  const ada = await member('Ada');
  const { page } = ada;
  const { keyboard } = page;
  const writing = page.getByRole('textbox', { name: 'Message', exact: true });

  await tabTo(page, page.locator('#new-team'));
  await keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  expect(await hasFocus(page.getByRole('textbox', { name: 'Name' }))).toBe(true);
  await keyboard.type('Design');
  await keyboard.press('Tab');
  await keyboard.type('ben');
  const found = page.getByRole('option', { name: 'Ben', selected: true });
  await found.waitFor();
  await keyboard.type('q');
  await keyboard.press('Enter');
  await page.getByText('Nobody of that name is left to choose.').waitFor();
  expect(await page.getByRole('button', { name: 'Leave out Ben' }).count()).toBe(0);
  await keyboard.press('Backspace');
  await found.waitFor();
  await keyboard.press('Enter');
  await page.getByRole('button', { name: 'Leave out Ben' }).waitFor();
  await tabTo(page, page.getByRole('button', { name: 'Make the team' }));
  await keyboard.press('Enter');
  await page.getByRole('heading', { level: 2, name: 'Design' }).waitFor();
  await expect.poll(() => hasFocus(writing)).toBe(true);
  await keyboard.type('good morning');
  await keyboard.press('Enter');
  await ben.opens('Design');
  await ben.sees('good morning');

  await keyboard.press('Escape');
  await tabTo(page, page.getByRole('tab', { name: 'Members' }));
  const own = page.getByRole('list', { name: 'Members' }).getByRole('button', { name: 'Ada' });
  await tabTo(page, own);
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Make an admin' }).waitFor();
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await ben.sees('Ada made Ben an admin');

  await keyboard.press('Alt+ArrowDown');
  await keyboard.press('Control+k');
  await keyboard.type('design');
  await keyboard.press('Enter');
  await expect.poll(() => hasFocus(writing)).toBe(true);
  await keyboard.press('Escape');
  await keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
  await keyboard.press('Escape');
  await keyboard.press('f');
  expect(await hasFocus(page.getByRole('searchbox', { name: 'Find a team' }))).toBe(true);
  await keyboard.press('ArrowDown');
  expect(await hasFocus(page.getByRole('list', { name: 'Places' }).getByRole('link').first())).toBe(
    true,
  );
  await keyboard.press('/');
  await page.getByRole('dialog', { name: 'Search' }).waitFor();
  await keyboard.press('Escape');

  await tabTo(page, page.getByRole('button', { name: 'Settings' }));
  await keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: 'Switch off' }));
  await keyboard.press('Enter');
  await ben.isTold('This team is switched off.');
});
