import { expect } from 'vitest';
import { agentAt } from '../../internal/testing/agent-in-browser.ts';
import { journey } from '../../internal/testing/journey.ts';
import { hasFocus, tabBackTo, tabTo } from '../../internal/testing/keyboard.ts';
import { visitorAt } from '../../internal/testing/visitor-in-browser.ts';

journey('an admin signs in and adds an agent with the keyboard alone', async (scene) => {
  const { stage, staff } = scene;
  const admin = await stage.people.admin();
  const { page, rowsWith } = await staff();
  const { keyboard } = page;
  await page.getByRole('textbox', { name: 'E-mail' }).waitFor();
  expect(await page.evaluate('document.activeElement.id')).toBe('email');
  await keyboard.type(admin.email);
  await tabTo(page, page.getByLabel('Password'));
  await keyboard.type(admin.password);
  await keyboard.press('Enter');
  await page.waitForURL('**/admin/agents');
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
  await keyboard.press('Enter');
  await tabTo(page, page.getByRole('link', { name: 'Add the first agent' }));
  await keyboard.press('Enter');
  await page.waitForURL('**/new');
  await page.getByLabel('Name').waitFor();
  await keyboard.type('Agnes');
  await tabTo(page, page.getByRole('textbox', { name: 'E-mail' }));
  await keyboard.type('agnes@example.com');
  await tabTo(page, page.getByLabel('First password'));
  await keyboard.type(stage.canaries.password());
  await keyboard.press('Enter');
  await page.waitForURL('**/admin/agents');
  const toggle = page.getByRole('button', { name: 'Activate Agnes' });
  await tabTo(page, toggle);
  await keyboard.press('Enter');
  await page.getByRole('button', { name: 'Deactivate Agnes' }).waitFor();
  expect(await rowsWith('agnes@example.com')).toEqual([expect.stringContaining('Active')]);
});

journey('a visitor talks and asks for a person with the keyboard alone', async ({ visitor }) => {
  const ada = await visitor();
  const { page } = ada;
  const { keyboard } = page;
  const chosen = page.getByRole('radio', { checked: true });
  await chosen.waitFor();
  await tabTo(page, chosen);
  for (let step = 0; step < 5; step++) {
    if (await page.getByRole('radio', { name: 'Mat' }).isChecked()) break;
    await keyboard.press('ArrowDown');
  }
  await tabTo(page, page.getByRole('textbox', { name: 'Message' }));
  await keyboard.type('one two');
  await keyboard.press('Shift+Enter');
  await keyboard.type('three');
  await keyboard.press('Enter');
  await ada.sees('mat mat');
  expect((await ada.lines()).at(-1)).toBe('mat mat\nmat');
  await tabBackTo(page, page.getByRole('button', { name: 'Talk to a person' }));
  await keyboard.press('Enter');
  await ada.isTold('Nobody is here at the moment.');
});

journey('an agent works with single keys', async ({ stage, staff, visitor }) => {
  const agent = await stage.people.agent({ name: 'Agnes' });
  const desk = await staff();
  await desk.signsIn(agent.email, agent.password);
  const agnes = agentAt(desk.page);
  const { keyboard } = agnes.page;
  await agnes.isConnected();
  await keyboard.press('o');
  await agnes.page.getByRole('switch', { checked: true }).first().waitFor();
  const ada = await visitor();
  await ada.chooses('A person');
  await ada.isCalled('Ada');
  await ada.says('hello');
  await agnes.seesWaiting('Ada', 'hello');
  await keyboard.press('t');
  await agnes.sees('hello');
  const writing = agnes.page.getByRole('textbox', { name: 'Message' });
  await expect.poll(() => hasFocus(writing)).toBe(true);
  await keyboard.press('Escape');
  await keyboard.press('r');
  await keyboard.type('Good day.');
  await keyboard.press('Enter');
  await ada.sees('Good day.');
  await keyboard.press('Escape');
  await keyboard.press('x');
  await agnes.page.getByRole('dialog').waitFor();
  await tabTo(agnes.page, agnes.page.getByRole('button', { name: 'Close it' }));
  await keyboard.press('Enter');
  await ada.sees('The conversation was closed.');
});

journey('the widget is opened, used and closed with the keyboard alone', async (scene) => {
  const { page } = await scene.browsing.screen();
  await page.goto(`${scene.url}/demo`);
  await tabTo(page, page.getByRole('button', { name: 'Open chat' }));
  await page.keyboard.press('Enter');
  const ada = visitorAt(page, page.frameLocator('iframe[title="Chat"]'));
  await page.frameLocator('iframe').getByRole('radio', { name: 'Mat' }).waitFor();
  await tabTo(page, page.frameLocator('iframe').getByRole('textbox', { name: 'Message' }));
  await page.keyboard.type('one two');
  await page.keyboard.press('Enter');
  await ada.sees('two one');
  await page.keyboard.press('Escape');
  const opener = page.getByRole('button', { name: 'Open chat' });
  await opener.waitFor();
  await expect.poll(() => hasFocus(opener)).toBe(true);
});
