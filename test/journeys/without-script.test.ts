import { expect } from 'vitest';
import { journey } from '../../internal/testing/journey.ts';

journey('every admin screen works without script', async ({ stage, staff, url }) => {
  const boss = await stage.people.superAdmin();
  const password = stage.canaries.password();
  const look = { javaScriptEnabled: false };
  const sue = await staff(look);
  await sue.signsIn(boss.email, boss.password);
  await sue.adds('admin', { name: 'Adam', email: 'adam@example.com', password });
  await sue.activates('Adam');
  await sue.goesTo('Audit');
  await expect.poll(() => sue.rowsWith('Adam')).toHaveLength(2);
  await sue.signsOut();

  const adam = await staff(look);
  await adam.signsIn('adam@example.com', password);
  await adam.adds('agent', {
    name: 'Agnes',
    email: 'agnes@example.com',
    password: stage.canaries.password(),
  });
  await adam.activates('Agnes');
  await adam.limits('Agnes', 3);
  await adam.isTold('Agnes has up to 3 conversations at a time.');
  await adam.deactivates('Agnes');
  await adam.page.getByRole('searchbox').fill('nobody');
  await adam.page.getByRole('searchbox').press('Enter');
  await adam.page.getByText('Nobody matches').waitFor();
  const changed = stage.canaries.password();
  await adam.goesTo('Password');
  await adam.changesPassword(password, changed);
  await adam.isTold(/password/i);
  await adam.signsOut();
  await adam.signsIn('adam@example.com', changed);
  expect(adam.page.url()).toBe(`${url}/admin/dashboard`);
});

journey('forms say what is wrong beside the field and keep what was typed', async (scene) => {
  const { stage, staff } = scene;
  const admin = await stage.people.admin();
  const { page, signsIn } = await staff({ javaScriptEnabled: false });
  await signsIn(admin.email, admin.password);
  await page.goto(`${scene.url}/admin/agents/new`);
  await page.getByLabel('Name').fill('Agnes');
  await page.getByRole('textbox', { name: 'E-mail' }).fill(admin.email);
  await page.getByLabel('First password').fill(stage.canaries.password());
  await page.getByRole('button', { name: 'Add agent' }).click();
  const email = page.getByRole('textbox', { name: 'E-mail' });
  await expect.poll(() => email.getAttribute('aria-invalid')).toBe('true');
  await expect.poll(() => email.inputValue()).toBe(admin.email);
  expect(await page.getByLabel('Name').inputValue()).toBe('Agnes');
  expect(await page.getByLabel('First password').inputValue()).toBe('');
});
