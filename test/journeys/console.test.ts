import { expect } from 'vitest';
import { findBarriers } from '../../internal/testing/accessibility.ts';
import { agentAt } from '../../internal/testing/agent-in-browser.ts';
import { agentAtWork, visitorWhoWaits } from '../../internal/testing/desk-in-browser.ts';
import { journey } from '../../internal/testing/journey.ts';
import { openTeam } from '../../internal/testing/teams.ts';
import { visitorAt } from '../../internal/testing/visitor-in-browser.ts';

journey('an agent has several conversations, each with its unread lines', async (scene) => {
  const agnes = await agentAtWork(scene);
  const ada = await visitorWhoWaits(scene, 'Ada', 'I am Ada');
  await agnes.seesWaiting('Ada', 'I am Ada');
  await agnes.takes('Ada');
  const bob = await visitorWhoWaits(scene, 'Bob', 'I am Bob');
  await agnes.seesWaiting('Bob', 'I am Bob');
  const told = agnes.page.getByRole('status').getByText(/Bob.? is waiting/);
  await told.waitFor();
  await agnes.takes('Bob');
  await agnes.sees('I am Bob');
  expect(await told.count()).toBe(0);

  await ada.says('first');
  await ada.says('second');
  await expect.poll(() => agnes.unreadOf('Ada')).toBe(2);
  await expect.poll(() => agnes.unreadOf('Bob')).toBe(0);
  await expect.poll(() => agnes.page.title()).toMatch(/2/);

  await agnes.opens('Ada');
  await agnes.sees('second');
  await expect.poll(() => agnes.unreadOf('Ada')).toBe(0);
  await agnes.says('for Ada alone');
  await ada.sees('for Ada alone');
  await expect.poll(() => bob.lines()).toEqual(['I am Bob']);
});

journey('with nobody online a visitor is told, and is served later', async (scene) => {
  const ada = await visitorWhoWaits(scene, 'Ada', 'is anybody there?');
  await ada.isTold('Nobody is here at the moment.');
  const agnes = await agentAtWork(scene);
  await ada.isTold(/You are number 1|A person will answer here/);
  await agnes.seesWaiting('Ada', 'is anybody there?');
  await agnes.takes('Ada');
  await agnes.says('Now there is.');
  await ada.sees('Now there is.');
});

journey('a reload and a second tab of the console go on where it was', async (scene) => {
  const agnes = await agentAtWork(scene);
  const ada = await visitorWhoWaits(scene, 'Ada', 'hello');
  await agnes.takes('Ada');
  await agnes.says('one');
  await ada.sees('one');
  await agnes.page.reload();
  await agnes.opens('Ada');
  await agnes.sees('one');
  const second = await agnes.page.context().newPage();
  await second.goto(agnes.page.url());
  const other = agentAt(second);
  await other.opens('Ada');
  await other.says('two');
  await agnes.sees('two');
  await ada.sees('two');
  await expect.poll(() => agnes.lines()).toEqual(['hello', 'one', 'two']);
});

journey('what two agents want, one gets', async (scene) => {
  const agnes = await agentAtWork(scene, 'Agnes');
  const bert = await agentAtWork(scene, 'Bert');
  const ada = await visitorWhoWaits(scene, 'Ada', 'whoever');
  await agnes.seesWaiting('Ada');
  await bert.seesWaiting('Ada');
  await agnes.takes('Ada');
  await bert.seesNobodyWaiting();
  await ada.isWith('Agnes');
});

journey('who comes back to the queue is announced again, to all', async (scene) => {
  const agnes = await agentAtWork(scene, 'Agnes');
  const bert = await agentAtWork(scene, 'Bert');
  await openTeam(scene.stage, [bert, agnes], { name: 'Lamps' });
  await visitorWhoWaits(scene, 'Ada', 'The lamp flickers');
  const toast = bert.page.getByRole('status').getByText(/Ada.? is waiting/);
  await toast.waitFor();
  await agnes.takes('Ada');
  await toast.waitFor({ state: 'detached' });

  await agnes.page.keyboard.press('Escape');
  await agnes.page.keyboard.press('f');
  await agnes.page.getByRole('radio', { name: 'Lamps' }).check();
  await agnes.page.getByRole('button', { name: 'Hand over', exact: true }).click();
  await bert.seesWaiting('Ada');
  await toast.waitFor();
});

journey('who left a message and waits again is announced again', async (scene) => {
  const agnes = await agentAtWork(scene, 'Agnes');
  const toast = agnes.page.getByRole('status').getByText(/Ida.? is waiting/);
  const ida = await visitorWhoWaits(scene, 'Ida', 'Call me back');
  await toast.waitFor();
  await ida.page.getByRole('button', { name: 'Do not wait' }).click();
  await ida.page.getByRole('button', { name: 'Leave it' }).click();
  await agnes.seesWaiting('Ida', 'Left a message');
  await toast.waitFor({ state: 'detached' });
  await ida.asksForPerson();
  await toast.waitFor();
});

journey('an agent without a free seat hears of who comes, and is not urged', async (scene) => {
  const agnes = await agentAtWork(scene, 'Agnes', { limit: 1 });
  await visitorWhoWaits(scene, 'Ada', 'The lamp flickers');
  const take = agnes.page.locator('#take-longest');
  const toast = agnes.page.getByRole('status').filter({ hasText: 'is waiting' });
  await toast.getByRole('button', { name: 'Take' }).waitFor();
  await agnes.takes('Ada');
  await toast.waitFor({ state: 'detached' });

  await visitorWhoWaits(scene, 'Bob', 'Where is my order?');
  await toast.getByRole('button', { name: 'Look' }).click();
  await agnes.page.getByText('Bob waits. Take the conversation').waitFor();
  expect(await take.getAttribute('title')).toBe('All your seats are taken');
  expect(await take.getAttribute('class')).not.toContain('button-primary');
  expect(await findBarriers(agnes.page)).toEqual([]);
  await take.click();
  await agnes.page.getByText('You have 1 conversation open and may have 1.').waitFor();

  await agnes.opens('Ada');
  await agnes.closes();
  await expect.poll(() => take.getAttribute('title')).toBe('');
  await take.click();
  await agnes.sees('Where is my order?');
});

journey('L11, R6: an agent who is switched off is out at once', async (scene) => {
  const { stage, signedIn } = scene;
  const admin = await stage.people.admin();
  const office = await signedIn(admin);
  const agnes = await agentAtWork(scene);
  const ada = await visitorWhoWaits(scene, 'Ada', 'hello');
  await agnes.takes('Ada');
  await office.goesTo('People');
  await office.deactivates('Agnes');
  await agnes.page.getByText('Not connected').waitFor({ timeout: 5000 });
  await ada.sees('The person who answered had to leave.');
  await agnes.page.reload();
  expect(new URL(agnes.page.url()).pathname).toBe('/login');
});

journey(
  'what a visitor leaves stands there for agents at once, until one takes it',
  async (scene) => {
    const agnes = await agentAtWork(scene, 'Agnes');
    const bert = await agentAtWork(scene, 'Bert');
    const ida = await visitorWhoWaits(scene, 'Ida', 'Call me back');
    const second = await ida.page.context().newPage();
    await second.goto(`${scene.url}/chat`);
    const other = visitorAt(second);
    await other.sees('Call me back');
    await agnes.seesWaiting('Ida');
    await ida.page.getByRole('button', { name: 'Do not wait' }).click();
    await ida.page.getByRole('button', { name: 'Leave it' }).click();
    await other.isTold('Your message is with us.');
    for (const { seesWaiting } of [agnes, bert]) await seesWaiting('Ida', 'Left a message');
    await agnes.takes('Ida');
    await bert.seesNobodyWaiting();
    await agnes.says('Here I am.');
    for (const { sees } of [ida, other]) await sees('Here I am.');
    await ida.page.getByText('Your message is with us.').waitFor({ state: 'hidden' });
  },
);
