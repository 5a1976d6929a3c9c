import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { type Journey, journey } from '../../internal/testing/journey.ts';
import { visitorAt } from '../../internal/testing/visitor-in-browser.ts';
import { agentAtWork } from '../../internal/testing/desk-in-browser.ts';

async function visitorWhoWaits({ browsing, url }: Journey, name: string) {
  const { page, newTab } = await browsing.screen();
  await page.clock.install();
  await page.goto(`${url}/chat`);
  const visitor = visitorAt(page);
  await visitor.chooses('A person');
  await visitor.isCalled(name);
  await visitor.says(`I am ${name}`);
  await visitor.seesStored(`I am ${name}`);
  return { visitor, newTab };
}

journey('each sees whether the other is there or away', async (scene) => {
  const agnes = await agentAtWork(scene, 'Agnes');
  const { visitor: vera } = await visitorWhoWaits(scene, 'Vera');
  await agnes.seesPresence('Vera', 'Online');
  await agnes.takes('Vera');
  await agnes.seesPresence('Vera', 'Online');
  await vera.isToldOfAgent('Online, answers you in person');

  const away = agnes.page.getByRole('button', { name: 'Show me as away' });
  await away.click();
  await vera.isToldOfAgent('Away for a moment');
  await expect.poll(() => away.getAttribute('aria-pressed')).toBe('true');
  await agnes.page.keyboard.press('a');
  await vera.isToldOfAgent('Online, answers you in person');

  await vera.page.clock.fastForward('05:10');
  await agnes.seesPresence('Vera', /^Away/);
  await vera.page.mouse.move(100, 100);
  await agnes.seesPresence('Vera', /^Online/);
});

journey('who closes the page has left, and is there again when they come back', async (scene) => {
  const agnes = await agentAtWork(scene, 'Agnes');
  const { visitor: vera, newTab } = await visitorWhoWaits(scene, 'Vera');
  await agnes.takes('Vera');
  const { visitor: otto } = await visitorWhoWaits(scene, 'Otto');
  await agnes.seesPresence('Otto', 'Online');
  await otto.page.close();
  await vera.page.close();
  for (const name of ['Vera', 'Otto']) await agnes.seesPresence(name, /^Left \d+:\d\d/, 20_000);
  await agnes.page
    .getByRole('region', { name: 'Visitor' })
    .getByText(/^Left \d/)
    .waitFor();

  const again = await newTab();
  await again.goto(`${scene.url}/chat`);
  await agnes.seesPresence('Vera', /^Online/);
  await visitorAt(again).sees('I am Vera');
});

journey('ten seconds without a relay show nothing', async (scene) => {
  scene.browsing.trouble.allow(/WebSocket connection to .* failed/);
  const agnes = await agentAtWork(scene, 'Agnes');
  const { visitor: vera } = await visitorWhoWaits(scene, 'Vera');
  await agnes.takes('Vera');
  await agnes.seesPresence('Vera', 'Online');
  const words = agnes.page.locator('#mine .presence-words');
  const shown = new Set<string>();
  const watch = async (ms: number) => {
    const untilMs = performance.now() + ms;
    while (performance.now() < untilMs) {
      shown.add(await words.innerText());
      await sleep(100);
    }
  };
  const startAgain = await scene.stopRelay();
  await watch(10_000);
  await startAgain();
  await vera.says('I am back');
  await agnes.sees('I am back');
  await watch(3000);
  expect([...shown]).toEqual(['Online']);
});
