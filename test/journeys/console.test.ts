import { expect } from 'vitest';
import { type AgentInBrowser, agentAt } from '../../internal/testing/agent-in-browser.ts';
import { type Journey, journey } from '../../internal/testing/journey.ts';
import type { VisitorInBrowser } from '../../internal/testing/visitor-in-browser.ts';

async function agentAtWork({ stage, staff }: Journey, name = 'Agnes'): Promise<AgentInBrowser> {
  const agent = await stage.people.agent({ name });
  const desk = await staff();
  await desk.signsIn(agent.email, agent.password);
  const agnes = agentAt(desk.page);
  await agnes.isConnected();
  await agnes.goesOnline();
  return agnes;
}

async function visitorWhoWaits(
  { visitor }: Journey,
  name: string,
  line: string,
): Promise<VisitorInBrowser> {
  const somebody = await visitor();
  await somebody.chooses('A person');
  await somebody.isCalled(name);
  await somebody.says(line);
  await somebody.seesStored(line);
  return somebody;
}

journey('an agent has several conversations, each with its unread lines', async (scene) => {
  const agnes = await agentAtWork(scene);
  const ada = await visitorWhoWaits(scene, 'Ada', 'I am Ada');
  await agnes.seesWaiting('Ada', 'I am Ada');
  await agnes.takes('Ada');
  const bob = await visitorWhoWaits(scene, 'Bob', 'I am Bob');
  await agnes.seesWaiting('Bob', 'I am Bob');
  await agnes.takes('Bob');
  await agnes.sees('I am Bob');

  await ada.says('first');
  await ada.says('second');
  await expect.poll(() => agnes.unreadOf('Ada')).toBe(2);
  expect(await agnes.unreadOf('Bob')).toBe(0);
  await expect.poll(() => agnes.page.title()).toMatch(/2/);

  await agnes.opens('Ada');
  await agnes.sees('second');
  await expect.poll(() => agnes.unreadOf('Ada')).toBe(0);
  await agnes.says('for Ada alone');
  await ada.sees('for Ada alone');
  expect(await bob.lines()).toEqual(['I am Bob']);
});

journey('with nobody online a visitor is told, and is served later', async (scene) => {
  const ada = await visitorWhoWaits(scene, 'Ada', 'is anybody there?');
  await ada.isTold('Nobody is here at the moment.');
  const agnes = await agentAtWork(scene);
  await ada.isTold('A person will answer here.');
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
  expect(await agnes.lines()).toEqual(['hello', 'one', 'two']);
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

journey('L11, R6: an agent who is switched off is out at once', async (scene) => {
  const { stage, staff } = scene;
  const admin = await stage.people.admin();
  const office = await staff();
  await office.signsIn(admin.email, admin.password);
  const agnes = await agentAtWork(scene);
  const ada = await visitorWhoWaits(scene, 'Ada', 'hello');
  await agnes.takes('Ada');
  await office.page.reload();
  await office.deactivates('Agnes');
  await agnes.page.getByText('Not connected').waitFor({ timeout: 5000 });
  await ada.sees('The person who answered had to leave.');
  await agnes.page.reload();
  expect(new URL(agnes.page.url()).pathname).toBe('/login');
});
