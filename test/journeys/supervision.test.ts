import { expect } from 'vitest';
import { findBarriers } from '../../internal/testing/accessibility.ts';
import { agentAt } from '../../internal/testing/agent-in-browser.ts';
import { agentAtWork, visitorWhoWaits } from '../../internal/testing/desk-in-browser.ts';
import { journey } from '../../internal/testing/journey.ts';

journey('an admin is led to their desk, and told there that it is silent', async (scene) => {
  const admin = await scene.stage.people.admin({ name: 'Adam' });
  const { page } = await scene.signedIn(admin, { path: '/agent?from=a-push' });
  await agentAt(page).isConnected();
  expect(page.url()).toBe(`${scene.url}/admin/desk?from=a-push`);
  const notice = page.getByText('Your browser keeps the tone silent');
  await notice.waitFor();
  await page.getByRole('button', { name: 'Turn sound on' }).click();
  await notice.waitFor({ state: 'hidden' });
});

journey('what an admin finds they copy, and go into while it lasts', async (scene) => {
  const { stage } = scene;
  await stage.startFiles();
  const agnes = await agentAtWork(scene, 'Agnes');
  for (const name of ['Ada', 'Bob']) {
    await visitorWhoWaits(scene, name, `I am ${name}`);
    await agnes.takes(name);
  }
  await agnes.sees('I am Bob');
  const admin = await stage.people.admin({ name: 'Adam' });
  const { page } = await scene.signedIn(admin, { path: '/admin/desk', width: 1440 });
  await agentAt(page).isConnected();
  await page.getByRole('button', { name: 'Search conversations' }).click();
  await page.getByRole('list', { name: 'Found' }).getByRole('button', { name: 'Ada' }).click();
  const reading = page.getByRole('dialog', { name: 'Ada' });
  await reading.getByText('I am Ada').waitFor();
  await reading.getByRole('button', { name: 'Keep a copy…' }).click();
  const copying = page.getByRole('dialog', { name: 'Keep a copy' });
  expect(await findBarriers(page)).toEqual([]);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    copying.getByRole('button', { name: 'Text' }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^conversation-[\d-]+\.txt$/);
  const saved = await (await file.createReadStream()).toArray();
  expect(Buffer.concat(saved).toString()).toContain('I am Ada');
  await copying.getByText('The file is saved').waitFor();
  await copying.getByRole('button', { name: 'Done' }).click();

  await reading.getByRole('button', { name: 'Join' }).click();
  await page.getByRole('dialog').first().waitFor({ state: 'detached' });
  await page.getByRole('log', { name: 'Messages' }).getByText('I am Ada').waitFor();
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Keep a copy…' }).click();
  await copying.getByRole('button', { name: 'Done' }).click();

  const told = agnes.page.getByRole('status').getByText(/Adam.?: A file$/);
  const plan = { name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('A plan.') };
  await page.locator('.composer input[type=file]').first().setInputFiles(plan);
  await page.getByRole('list', { name: 'Files to send' }).getByText('plan.txt').waitFor();
  const send = page.getByRole('button', { name: 'Send', exact: true });
  await Promise.all([told.waitFor(), send.click()]);
});
