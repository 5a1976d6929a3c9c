import { expect } from 'vitest';
import { findBarriers } from '../../internal/testing/accessibility.ts';
import { seedBusyDay } from '../../internal/testing/busy-day.ts';
import { journey } from '../../internal/testing/journey.ts';

journey('an admin plays a day again with another limit and more agents', async (scene) => {
  const { stage, signedIn } = scene;
  await seedBusyDay(stage.sql, { org: 'main', day: '2026-03-30', visitors: 24 });
  const admin = await stage.people.admin({ name: 'Ada' });
  const office = await signedIn(admin, { path: '/admin/what-if' });
  const { page } = office;
  await page.getByText('Nobody asked for a person on that day.').waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await page.getByLabel('Day', { exact: true }).fill('2026-03-30');
  await page.getByLabel('Conversations at a time').fill('2');
  await page.getByLabel('More agents').fill('1');
  await page.getByRole('button', { name: 'Play the day again' }).click();
  const longest = page.getByRole('row').filter({ hasText: 'Longest wait' });
  await longest.waitFor();
  expect(await longest.getByRole('cell').allInnerTexts()).toEqual([
    'Longest wait',
    '3 h 50 min',
    '3 h 50 min',
    '50 min',
  ]);
  expect(await findBarriers(page)).toEqual([]);
});
