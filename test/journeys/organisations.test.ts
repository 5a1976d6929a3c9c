import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { findBarriers } from '../../internal/testing/accessibility.ts';
import { journey } from '../../internal/testing/journey.ts';

const looks = [
  { width: 1440, colorScheme: 'light' },
  { width: 375, colorScheme: 'dark' },
] as const;

/** Gathers what axe-core finds, with the name of what was on screen. */
function watchBarriers() {
  const barriers: string[] = [];
  const lookAt = async (name: string, page: Page) => {
    barriers.push(...(await findBarriers(page)).map((barrier) => `${name}: ${barrier}`));
  };
  return { barriers, lookAt };
}

describe.each(looks)('at $width pixels, $colorScheme:', (look) => {
  journey('a super admin adds an organisation, and its admin sets it up', async (scene) => {
    const { stage, url, signedIn, staff } = scene;
    const { barriers, lookAt } = watchBarriers();
    const root = await stage.people.superAdmin();
    const above = await staff(look);
    const { page } = above;
    await above.signsIn(root.email, root.password);
    await page.goto(`${url}/super/organisations/new`);
    await page.getByLabel('Name', { exact: true }).fill('North & Sons');
    await page.getByLabel('Key').fill('Not a key');
    await page.getByRole('button', { name: 'Add organisation' }).click();
    await page.getByText('The key must be 2 to 32').waitFor();
    await lookAt('add organisation, refused', page);
    await page.getByLabel('Key').fill('north');
    await page.getByRole('button', { name: 'Add organisation' }).click();
    await page.getByText('North & Sons is added.').waitFor();
    await lookAt('organisations', page);
    await page.getByRole('link', { name: 'North & Sons' }).click();
    await page.getByRole('heading', { name: 'North & Sons' }).waitFor();
    await lookAt('organisation', page);

    const nora = { name: 'Nora', email: 'nora@example.com', password: stage.canaries.password() };
    await page.goto(`${url}/super/admins/new`);
    await page.getByLabel('Name', { exact: true }).fill(nora.name);
    await page.getByLabel('E-mail').fill(nora.email);
    await page.getByLabel('First password').fill(nora.password);
    await page.getByLabel('Organisation').selectOption('North & Sons');
    await lookAt('add admin', page);
    await page.getByRole('button', { name: 'Add admin' }).click();
    await page.getByRole('button', { name: 'Activate now' }).click();
    await page.getByText('Nora is activated').waitFor();
    await lookAt('admins of two organisations', page);

    const office = await signedIn(nora, look);
    await office.page.goto(`${url}/admin/settings`);
    await office.page.getByLabel('Monday').fill('nine to five');
    await office.page.getByRole('button', { name: 'Save settings' }).click();
    await office.page.getByText('The times must look like').waitFor();
    await lookAt('settings, refused', office.page);
    await office.page.getByLabel('Monday').fill('09:00-17:00');
    await office.page.getByLabel('Who may chat').selectOption('Members only');
    await office.page.getByRole('button', { name: 'Save settings' }).click();
    await office.page.getByText('The settings are saved.').waitFor();
    await lookAt('settings', office.page);
    expect(await office.page.getByLabel('Monday').inputValue()).toBe('09:00-17:00');

    await office.page.getByRole('link', { name: 'Keys that your site signs with' }).click();
    await office.page.getByLabel('Name', { exact: true }).fill('Shop');
    await office.page.getByRole('button', { name: 'Make a key' }).click();
    const secret = office.page.getByLabel('Secret', { exact: true });
    stage.canaries.note(await secret.inputValue(), 'a secret of a site');
    await lookAt('signed identities', office.page);
    await office.page.goto(`${url}/admin/bans`);
    await lookAt('bans, none', office.page);
    expect(barriers).toEqual([]);
  });

  journey('an admin bans a guest and lets them back', async ({ stage, url, staff }) => {
    const { barriers, lookAt } = watchBarriers();
    await stage.people.visitor('Eve');
    await stage.people.agent({ name: 'Agnes' });
    const admin = await stage.people.admin({ name: 'Adam' });
    const { page, signsIn } = await staff(look);
    await signsIn(admin.email, admin.password);
    await lookAt('agents with the right', page);
    await page.goto(`${url}/admin/bans`);
    await lookAt('bans, a guest', page);
    await page.getByLabel('Guest').selectOption({ label: 'Eve' });
    await page.getByLabel('Reason').fill('Spam');
    await page.getByRole('button', { name: 'Ban the guest' }).click();
    await page.getByText('Eve is out').waitFor();
    await lookAt('bans, one', page);
    await page.getByRole('button', { name: 'Lift the ban of Eve' }).click();
    await page.getByText('Eve may come back.').waitFor();
    expect(barriers).toEqual([]);
  });
});
